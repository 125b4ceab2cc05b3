namespace Riverrun.Actors;

/// <summary>What the actors of one process need to know of the world.</summary>
/// <param name="Home">The directory that holds journal, snapshots and checkpoints; it exists and is writable.</param>
/// <param name="AkkaConfig">The <c>akka</c> section of the configuration, as HOCON text.</param>
/// <param name="HostsDevice">Whether this process trains; false for verbs that only look.</param>
/// <param name="SliceTarget">The work one slice should be, between 1 ms and 10 s.</param>
/// <param name="SlicesAhead">Slices a device may be ahead of what its branch has stored, at least 1.</param>
/// <param name="SnapshotEveryEvents">Events between snapshots, at least 1.</param>
/// <param name="RequestInterval">How often a branch repeats what it wants of the world.</param>
/// <param name="StopOnDivergence">Whether a branch fails when a replayed step differs from the journal.</param>
public sealed record RuntimeSettings(
    string Home,
    string AkkaConfig,
    bool HostsDevice,
    TimeSpan SliceTarget,
    int SlicesAhead,
    int SnapshotEveryEvents,
    TimeSpan RequestInterval,
    bool StopOnDivergence = true)
{
    /// <summary>The checkpoints' directory.</summary>
    public string CheckpointDirectory => Path.Combine(Home, "checkpoints");

    /// <summary>The SQLite file of the journal.</summary>
    public string JournalFile => Path.Combine(Home, "journal.db");

    /// <summary>The SQLite file of the snapshots.</summary>
    public string SnapshotFile => Path.Combine(Home, "snapshots.db");
}
