using System.Text.Json.Serialization;
using Riverrun.Actors.Devices;
using Riverrun.Actors.EventSourcing;
using Riverrun.Actors.Placement;

namespace Riverrun.Actors.Serialization;

/// <summary>What devices are asked, and what is asked of the placement.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals)]
[JsonSerializable(typeof(DeviceCommand))]
[JsonSerializable(typeof(PlacementCommand))]
[JsonSerializable(typeof(PlacementReport))]
[JsonSerializable(typeof(Reply))]
internal sealed partial class LeaseProtocol : JsonSerializerContext;
