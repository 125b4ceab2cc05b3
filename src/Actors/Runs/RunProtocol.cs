using System.Text.Json;
using System.Text.Json.Serialization;
using Riverrun.Actors.EventSourcing;
using Riverrun.Models.Plans;

namespace Riverrun.Actors.Runs;

/// <summary>
/// What runs are asked, store and show. One context a slice: the generator wants distinct names within one.
/// </summary>
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
internal sealed partial class RunProtocol : JsonSerializerContext
{
    /// <summary>Whether two specs say the same; as records they would compare their lists by reference.</summary>
    public static bool Same(RunSpec left, RunSpec right) =>
        JsonSerializer.Serialize(left, Default.RunSpec) == JsonSerializer.Serialize(right, Default.RunSpec);
}
