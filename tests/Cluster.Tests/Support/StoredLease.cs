namespace Riverrun.Cluster.Tests.Support;

/// <summary>A lease as the journal tells of it.</summary>
/// <param name="Branch">The branch's name.</param>
/// <param name="Epoch">Its epoch.</param>
/// <param name="TakenAt">When the branch took it.</param>
/// <param name="Slices">When each slice of steps was stored under it, oldest first.</param>
/// <param name="EndedAt">When it was over; null while it is in force.</param>
/// <param name="Cause">Why it was over; null while it is in force.</param>
public sealed record StoredLease(
    string Branch, long Epoch, DateTimeOffset TakenAt, IReadOnlyList<DateTimeOffset> Slices, DateTimeOffset? EndedAt, string? Cause)
{
    /// <summary>Whether it was in force at a moment.</summary>
    public bool IsInForceAt(DateTimeOffset moment) => TakenAt <= moment && !(EndedAt <= moment);
}
