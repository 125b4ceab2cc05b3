namespace Riverrun.Actors.EventSourcing;

/// <summary>A message on its way to a branch, where the way knows nothing of shards.</summary>
/// <param name="Branch">The receiver, as <c>run/branch</c>.</param>
/// <param name="Envelope">What it is told.</param>
internal sealed record Addressed(string Branch, TracedEnvelope Envelope);
