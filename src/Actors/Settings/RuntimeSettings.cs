namespace Riverrun.Actors.Settings;

/// <summary>What the actors of one process need to know of the world.</summary>
/// <param name="Home">The directory of what this process keeps; it exists and is writable.</param>
/// <param name="AkkaConfig">The <c>akka</c> section of the configuration, as HOCON text.</param>
/// <param name="Role">What this process is.</param>
/// <param name="SliceTarget">The work one slice should be, between 1 ms and 10 s.</param>
/// <param name="SlicesAhead">Slices a device may be ahead of what its branch has stored, at least 1.</param>
/// <param name="SnapshotEveryEvents">Events between snapshots, at least 1.</param>
/// <param name="RequestInterval">How often branches and devices repeat what they want and who they are.</param>
/// <param name="StopOnDivergence">Whether a branch fails when a replayed step differs from the journal.</param>
public sealed record RuntimeSettings(
    string Home,
    string AkkaConfig,
    NodeRole Role,
    TimeSpan SliceTarget,
    int SlicesAhead,
    int SnapshotEveryEvents,
    TimeSpan RequestInterval,
    bool StopOnDivergence = true)
{
    /// <summary>Where events are stored; by default in two files of the home. A worker stores none.</summary>
    public JournalConfig Journal { get; init; } =
        new JournalConfig.Sqlite(Path.Combine(Home, "journal.db"), Path.Combine(Home, "snapshots.db"));

    /// <summary>The cluster; null for a process that is alone.</summary>
    public ClusterConfig? Cluster { get; init; }

    /// <summary>When a lease is over.</summary>
    public LeaseTimes Leases { get; init; } = LeaseTimes.Default;

    /// <summary>
    /// How long a checkpoint stays after it was last stored, whoever names it; zero where nobody else stores.
    /// </summary>
    public TimeSpan CollectAfter { get; init; }

    /// <summary>How often the catalog collects by itself what nothing can reach; zero for never.</summary>
    public TimeSpan CollectEvery { get; init; }

    /// <summary>The name of this process's device in leases, such as <c>node-1/cuda:0</c>.</summary>
    public string Device { get; init; } = $"{Environment.MachineName.ToLowerInvariant()}/device:0";

    /// <summary>Whether this process trains.</summary>
    public bool HostsDevice => Role is NodeRole.Solo or NodeRole.Worker;

    /// <summary>
    /// Whether runs and branches of this process pursue what they want; elsewhere they are only looked at.
    /// </summary>
    public bool Decides => Role is NodeRole.Solo or NodeRole.Coordinator;

    /// <summary>The checkpoints' directory.</summary>
    public string CheckpointDirectory => Path.Combine(Home, "checkpoints");
}
