using System.Text.Json.Serialization;
using Riverrun.Actors.Checkpoints;
using Riverrun.Actors.Clustering;
using Riverrun.Actors.Devices;
using Riverrun.Actors.EventSourcing;
using Riverrun.Actors.Placement;

namespace Riverrun.Actors.Serialization;

/// <summary>
/// What devices are asked, what is asked of placement and catalog, and how workers find coordinators.
/// </summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals)]
[JsonSerializable(typeof(DeviceCommand))]
[JsonSerializable(typeof(PlacementCommand))]
[JsonSerializable(typeof(PlacementReport))]
[JsonSerializable(typeof(Recorded<PlacementEvent>))]
[JsonSerializable(typeof(Reply))]
[JsonSerializable(typeof(GetDevices))]
[JsonSerializable(typeof(DeviceList))]
[JsonSerializable(typeof(GetPlaces))]
[JsonSerializable(typeof(PlaceList))]
[JsonSerializable(typeof(CheckpointCatalogActor.Collect))]
[JsonSerializable(typeof(CollectionReport))]
[JsonSerializable(typeof(LinkMessage))]
internal sealed partial class LeaseProtocol : JsonSerializerContext;
