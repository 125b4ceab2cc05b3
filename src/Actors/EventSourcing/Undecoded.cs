namespace Riverrun.Actors.EventSourcing;

/// <summary>
/// Stands in the place of a stored event, or of a snapshot, that this build cannot read: whose it is cannot be
/// recovered, and says why.
/// </summary>
/// <param name="Family">What it should have been.</param>
/// <param name="Newer">The sentence that says so where a newer build wrote it; null where its bytes are
/// damaged.</param>
internal sealed record Undecoded(string Family, string? Newer)
{
    /// <summary>Why the entity cannot be recovered.</summary>
    /// <param name="entity">Its persistence id.</param>
    /// <param name="number">The number of the event among those of its entity, from 1.</param>
    public UnreadableException Of(string entity, long number) => new(WorldBroken.Recovery(
        entity, new UnreadableException(
            Newer ?? $"the bytes of its event {number} are no {Family}. All its events are kept; a copy of the "
                + "journal may have it whole.")).Reason);

    /// <summary>
    /// The events of an entity, oldest first; the first that cannot be read is thrown when it is reached.
    /// </summary>
    /// <exception cref="UnreadableException">One of them cannot be read.</exception>
    public static IEnumerable<Recorded<TEvent>> RefusedIn<TEvent>(string entity, IReadOnlyList<object> events) =>
        events.Select((stored, at) => stored as Recorded<TEvent> ?? throw Unreadable(entity, stored, at + 1));

    private static UnreadableException Unreadable(string entity, object stored, long number) =>
        (stored as Undecoded ?? new Undecoded("event of its kind", null)).Of(entity, number);
}
