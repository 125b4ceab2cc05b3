namespace Riverrun.Actors.EventSourcing;

/// <summary>Any message between entities, with what every message carries.</summary>
/// <param name="Body">A member of a closed family.</param>
/// <param name="Id">Names the request, so that a command that comes twice is carried out once; null where
/// repeating is harmless by itself.</param>
/// <param name="TraceParent">W3C trace context of what caused it.</param>
internal sealed record TracedEnvelope(object Body, string? Id = null, string? TraceParent = null);
