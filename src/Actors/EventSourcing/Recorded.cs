namespace Riverrun.Actors.EventSourcing;

/// <summary>An event as the journal holds it.</summary>
/// <param name="Event">What happened.</param>
/// <param name="At">When it was decided.</param>
/// <param name="TraceParent">W3C trace context of what caused it.</param>
/// <param name="CommandId">The command that caused it, where it had an id.</param>
internal sealed record Recorded<TEvent>(TEvent Event, DateTimeOffset At, string? TraceParent, string? CommandId);
