namespace Riverrun.Actors.Checkpoints;

/// <summary>When checkpoints are collected without being asked. Pure.</summary>
/// <param name="Every">How often.</param>
/// <param name="Started">When the catalog started.</param>
/// <param name="Last">When the last collection ended, however it ended; null for none since the start.</param>
internal sealed record CollectionTimes(TimeSpan Every, DateTimeOffset Started, DateTimeOffset? Last)
{
    /// <summary>
    /// The first is due after at most this: a process that is started anew each day would else never collect.
    /// </summary>
    public static TimeSpan FirstWithin { get; } = TimeSpan.FromHours(1);

    /// <summary>Whether a collection is due.</summary>
    public bool IsDue(DateTimeOffset now) =>
        now >= (Last is { } last ? last + Every : Started + (Every < FirstWithin ? Every : FirstWithin));
}
