using System.Text.Json.Serialization;
using Riverrun.Actors.Branches;

namespace Riverrun.Actors.Serialization;

/// <summary>What branches tell their runs.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals)]
[JsonSerializable(typeof(BranchMilestone))]
internal sealed partial class MilestoneProtocol : JsonSerializerContext;
