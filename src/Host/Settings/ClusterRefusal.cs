using Riverrun.Actors.Settings;
using Riverrun.Models.Hocon;

namespace Riverrun.Host.Settings;

/// <summary>Refuses to be a node of a cluster with settings that forbid it.</summary>
internal static class ClusterRefusal
{
    /// <summary>The same settings, when a worker may have them.</summary>
    /// <exception cref="InvalidConfigurationException">It may not.</exception>
    public static HostSettings ForWorker(this HostSettings settings) => settings.Unless(settings.Cluster.Problem());

    /// <summary>The same settings, when a coordinator may have them.</summary>
    /// <inheritdoc cref="ForWorker"/>
    public static HostSettings ForCoordinator(this HostSettings settings) =>
        settings.ForWorker().Unless(settings.Checkpoints.Address switch
        {
            StoreAddress.Coordinators =>
                "riverrun.checkpoints.store is the URL of a coordinator, which keeps what workers send it; for serve "
                    + "it must be a directory or a bucket (s3://bucket/prefix).",
            StoreAddress.Folder { OfHome: true } when settings.Cluster.Coordinators.Count > 1 =>
                $"riverrun.cluster.coordinators names {settings.Cluster.Coordinators.Count}, which share their "
                    + "checkpoints; "
                    + "riverrun.checkpoints.store (RIVERRUN_CHECKPOINTS) must name one directory or bucket for all of "
                    + "them.",
            _ => null,
        }).Unless(settings.Cluster.StrangerProblem()).Unless(settings.JournalProblem());

    /// <summary>
    /// Coordinators with journals of their own would each be a cluster, and each would delete the checkpoints of the
    /// others.
    /// </summary>
    private static string? JournalProblem(this HostSettings settings) => settings.Journal is { } connection
        ? new JournalConfig.PostgreSql(connection).Problem()
        : settings.Cluster.Coordinators.Count < 2
            ? null
            : $"riverrun.cluster.coordinators names {settings.Cluster.Coordinators.Count}, which share their journal; "
                + "riverrun.journal.postgresql (RIVERRUN_JOURNAL) must name one PostgreSQL database for all of them.";

    private static HostSettings Unless(this HostSettings settings, string? problem) =>
        problem is null ? settings : throw new InvalidConfigurationException(problem);
}
