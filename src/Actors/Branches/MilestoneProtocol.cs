using System.Text.Json.Serialization;

namespace Riverrun.Actors.Branches;

/// <summary>What branches tell their runs.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals)]
[JsonSerializable(typeof(BranchMilestone))]
internal sealed partial class MilestoneProtocol : JsonSerializerContext;
