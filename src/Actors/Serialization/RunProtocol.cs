using System.Text.Json.Serialization;
using Riverrun.Actors.EventSourcing;
using Riverrun.Actors.Projections;
using Riverrun.Actors.Runs;
using Riverrun.Models.Plans;

namespace Riverrun.Actors.Serialization;

/// <summary>What runs are asked, store and show. One context a slice: the generator wants distinct names within one.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals)]
[JsonSerializable(typeof(RunCommand))]
[JsonSerializable(typeof(RunEvent))]
[JsonSerializable(typeof(Recorded<RunEvent>))]
[JsonSerializable(typeof(Snapshot<RunState>))]
[JsonSerializable(typeof(RunSpec))]
[JsonSerializable(typeof(RunView))]
[JsonSerializable(typeof(RunQuery))]
[JsonSerializable(typeof(RunQuery.Answer<RunView>))]
[JsonSerializable(typeof(RunQuery.Answer<RunEvent.Started>))]
[JsonSerializable(typeof(RunQuery.Answer<RunState>))]
internal sealed partial class RunProtocol : JsonSerializerContext;
