using System.Text.Json.Nodes;

namespace Riverrun.Actors.Edge;

/// <summary>One stored event as <c>events --json</c> prints it.</summary>
/// <param name="Sequence">Its place among all events of the home; ascending, not gapless for one run.</param>
/// <param name="At">When it was stored.</param>
/// <param name="Entity"><c>run/NAME</c> or <c>branch/NAME/BRANCH</c>.</param>
/// <param name="Type">Its wire name, such as <c>branch-checkpoint-saved</c>.</param>
/// <param name="Body">Its fields.</param>
/// <param name="TraceParent">The W3C trace context of what caused it.</param>
public sealed record EventView(
    long Sequence, DateTimeOffset At, string Entity, string Type, JsonObject Body, string? TraceParent);
