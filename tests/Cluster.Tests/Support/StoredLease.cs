namespace Riverrun.Cluster.Tests.Support;

/// <summary>A lease as the journal tells of it.</summary>
/// <param name="Branch">The branch's name.</param>
/// <param name="Epoch">Its epoch.</param>
/// <param name="TakenAt">When the branch took it.</param>
/// <param name="Slices">When each slice of steps was stored under it, oldest first.</param>
/// <param name="Reached">The step that was reached under it; null when none was trained.</param>
/// <param name="Saved">The last step of the branch that was saved while it was in force; null for none.</param>
/// <param name="EndedAt">When it was over; null while it is in force.</param>
/// <param name="Cause">Why it was over; null while it is in force.</param>
public sealed record StoredLease(
    string Branch, long Epoch, DateTimeOffset TakenAt, IReadOnlyList<DateTimeOffset> Slices, long? Reached, long? Saved,
    DateTimeOffset? EndedAt, string? Cause)
{
    /// <summary>
    /// Whether it ended and nothing was lost with it: its device gave it back and says so, or the placement does, which
    /// may be heard first; or its device never had it, because the grant was on its way to who has left.
    /// </summary>
    public bool LostNothing => Cause is "It was released." or "It was given back."
        || (Cause?.EndsWith("holds it no longer.", StringComparison.Ordinal) == true
            && (Reached is null || Reached == Saved))
        || (Reached is null && Cause is not null
            && (Cause.EndsWith("has not taken it.", StringComparison.Ordinal)
                || Cause.EndsWith("is leaving.", StringComparison.Ordinal)));

    /// <summary>Whether it was in force at a moment.</summary>
    public bool IsInForceAt(DateTimeOffset moment) => TakenAt <= moment && !(EndedAt <= moment);
}
