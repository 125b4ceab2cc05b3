using Riverrun.Actors.Settings;
using Riverrun.Models.Plans;

namespace Riverrun.Host.Settings;

/// <summary>What <c>hocon.conf</c> says, read once at start.</summary>
/// <param name="Home">Directory of journal, snapshots, checkpoints and reports; absolute.</param>
/// <param name="Tokens">Directory of tokenised corpora, absolute; null for one in the home.</param>
/// <param name="Device">What trains a run whose spec does not say otherwise.</param>
/// <param name="SliceTarget">The work one slice should be.</param>
/// <param name="SlicesAhead">Slices a device may be ahead of what its branch has stored.</param>
/// <param name="SnapshotEveryEvents">Events between snapshots.</param>
/// <param name="RequestInterval">How often a branch repeats what it wants of the world.</param>
/// <param name="StopOnDivergence">Whether a branch fails when a replayed step differs from the journal.</param>
/// <param name="Journal">A PostgreSQL connection string for the journal of a cluster; null for SQLite files in the
/// home.</param>
/// <param name="Http">Where the API of a coordinator is served, and to whom.</param>
/// <param name="Cluster">How the processes of a cluster find each other.</param>
/// <param name="Leases">When a lease is over.</param>
/// <param name="Checkpoints">Where checkpoints are stored.</param>
/// <param name="AkkaConfig">What stands inside the <c>akka</c> section, as HOCON text.</param>
internal sealed record HostSettings(
    string Home,
    string? Tokens,
    DeviceConfig Device,
    TimeSpan SliceTarget,
    int SlicesAhead,
    int SnapshotEveryEvents,
    TimeSpan RequestInterval,
    bool StopOnDivergence,
    string? Journal,
    HttpConfig Http,
    ClusterConfig Cluster,
    LeaseTimes Leases,
    StoreSettings Checkpoints,
    string AkkaConfig)
{
    /// <summary>Where tokenised corpora are kept.</summary>
    public string TokenDirectory => Tokens ?? Path.Combine(Home, "tokens");

    /// <summary>The same for who alone can store: gc need not wait for events that are on their way.</summary>
    public HostSettings StoringAlone() => this with { Checkpoints = Checkpoints with { CollectAfter = TimeSpan.Zero } };

    /// <summary>The part that the actors need.</summary>
    /// <param name="hostsDevice">Whether this process trains.</param>
    public RuntimeSettings Runtime(bool hostsDevice) => Runtime(hostsDevice ? NodeRole.Solo : NodeRole.Viewer);

    /// <summary>The part that the actors of a process with that role need.</summary>
    public RuntimeSettings Runtime(NodeRole role)
    {
        var settings = new RuntimeSettings(
            Home, AkkaConfig, role, SliceTarget, SlicesAhead, SnapshotEveryEvents, RequestInterval, StopOnDivergence)
        {
            Leases = Leases,
            CollectAfter = Checkpoints.CollectAfter,
            CollectEvery = Checkpoints.CollectEvery,
            Cluster = role is NodeRole.Coordinator or NodeRole.Worker ? Cluster : null,
        };

        return role == NodeRole.Coordinator && Journal is not null
            ? settings with { Journal = new JournalConfig.PostgreSql(Journal) }
            : settings;
    }
}
