using Riverrun.Actors.Identity;

namespace Riverrun.Actors.Journals;

/// <summary>Reads the journal from outside of the entities.</summary>
internal interface IStoredEvents
{
    /// <summary>The runs that have events, by name.</summary>
    Task<IReadOnlyList<RunId>> RunsAsync(CancellationToken cancel);

    /// <summary>
    /// The events of a run and its branches with a greater sequence than <paramref name="after"/>, each once and in
    /// order.
    /// </summary>
    IAsyncEnumerable<StoredEvent> EventsAsync(RunId run, long after, bool follow, CancellationToken cancel);

    /// <summary>The events of one entity, oldest first.</summary>
    Task<IReadOnlyList<object>> EntityAsync(string persistenceId, CancellationToken cancel);
}

/// <summary>An event as it was stored.</summary>
/// <param name="Sequence">Its place among all events.</param>
/// <param name="PersistenceId">Whose it is.</param>
/// <param name="Event">What happened, in its <c>Recorded</c> envelope.</param>
internal sealed record StoredEvent(long Sequence, string PersistenceId, object Event);
