using System.Text.Json.Serialization;
using Riverrun.Actors.EventSourcing;

namespace Riverrun.Actors.Branches;

/// <summary>What branches are asked and store.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals)]
[JsonSerializable(typeof(BranchCommand))]
[JsonSerializable(typeof(BranchEvent))]
[JsonSerializable(typeof(BranchOrder))]
[JsonSerializable(typeof(Recorded<BranchEvent>))]
[JsonSerializable(typeof(Snapshot<BranchState>))]
internal sealed partial class BranchProtocol : JsonSerializerContext;
