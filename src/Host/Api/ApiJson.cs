using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Riverrun.Actors.Checkpoints;
using Riverrun.Actors.Edge;
using Riverrun.Actors.Placement;
using Riverrun.Actors.Runs;

namespace Riverrun.Host.Api;

/// <summary>
/// Everything that the API and <c>--json</c> write and read. An unknown member of a request is refused.
/// </summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    RespectRequiredConstructorParameters = true,
    RespectNullableAnnotations = true)]
[JsonSerializable(typeof(StartBody))]
[JsonSerializable(typeof(BudgetBody))]
[JsonSerializable(typeof(ForkBody))]
[JsonSerializable(typeof(MergeBody))]
[JsonSerializable(typeof(AcceptedBody))]
[JsonSerializable(typeof(RunNamesBody))]
[JsonSerializable(typeof(SpecBody))]
[JsonSerializable(typeof(HistoryBody))]
[JsonSerializable(typeof(HealthBody))]
[JsonSerializable(typeof(IReadOnlyList<KeptCheckpointBody>))]
[JsonSerializable(typeof(IReadOnlyList<BranchView>))]
[JsonSerializable(typeof(IReadOnlyList<BudgetView>))]
[JsonSerializable(typeof(RunView))]
[JsonSerializable(typeof(IReadOnlyList<RunView>))]
[JsonSerializable(typeof(VerifyReport))]
[JsonSerializable(typeof(CollectionReport))]
[JsonSerializable(typeof(IReadOnlyList<DeviceView>))]
[JsonSerializable(typeof(IReadOnlyList<Export.ComparedBudget>))]
[JsonSerializable(typeof(ProblemBody))]
[JsonSerializable(typeof(JsonObject))]
internal sealed partial class ApiJson : JsonSerializerContext;

/// <summary>A refusal, as problem details (RFC 9457).</summary>
internal sealed record ProblemBody(int Status, string Title, string Detail);
