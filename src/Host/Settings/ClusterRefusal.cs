using Riverrun.Host.Hocon;

namespace Riverrun.Host.Settings;

/// <summary>Refuses to listen where the cluster's settings forbid it.</summary>
internal static class ClusterRefusal
{
    /// <summary>The same settings, when a node of a cluster may listen with them.</summary>
    /// <exception cref="InvalidConfigurationException">It may not.</exception>
    public static HostSettings ForCluster(this HostSettings settings) =>
        settings.Cluster.Problem() is { } problem ? throw new InvalidConfigurationException(problem) : settings;
}
