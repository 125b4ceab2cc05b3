using System.Net;

namespace Riverrun.Actors.Settings;

/// <summary>How this process and the others of its cluster find each other.</summary>
/// <param name="Host">The address that this process listens on and that others reach it by.</param>
/// <param name="Port">Its port; 0 for any free one, which only a worker may have.</param>
/// <param name="Coordinators">Where coordinators listen, as <c>host:port</c>: they find each other there, and workers
/// find them.</param>
/// <param name="Tls">Certificates for mutual TLS between processes, or null.</param>
/// <param name="Insecure">Whether to listen beyond loopback without TLS.</param>
public sealed record ClusterConfig(
    string Host, int Port, IReadOnlyList<string> Coordinators, RemoteTls? Tls = null, bool Insecure = false)
{
    /// <summary>The scheme of addresses in this cluster.</summary>
    public string Protocol => Tls is null ? "akka.tcp" : "akka.ssl.tcp";

    /// <summary>
    /// What forbids to listen like this, as a sentence; null when nothing does. Reads the certificates.
    /// </summary>
    public string? Problem()
    {
        if (IPAddress.TryParse(Host, out var address)
            && (address.Equals(IPAddress.Any) || address.Equals(IPAddress.IPv6Any)))
            return $"riverrun.cluster.host is {Host}, which nobody can be reached by; "
                + "it must be the one address or name that the other processes use.";

        if (Tls is null && !Insecure && !IsLoopback)
            return $"riverrun.cluster.host is {Host}, beyond this machine; name riverrun.cluster.tls certificate, key "
                + "and authority, "
                + "or set riverrun.cluster.insecure = true where nobody else reaches the port.";

        return Tls?.Problem();
    }

    /// <summary>
    /// What forbids a coordinator to be one of several that do not know it, as a sentence; null when they do.
    /// </summary>
    public string? StrangerProblem() => Coordinators.Count < 2 || Coordinators.Contains($"{Host}:{Port}")
        ? null
        : $"This coordinator listens on {Host}:{Port}, which is not among riverrun.cluster.coordinators "
            + $"({string.Join(", ", Coordinators)}); "
            + "all coordinators and workers must name all of them, as host:port.";

    private bool IsLoopback => Host == "localhost" || IPAddress.TryParse(Host, out var address)
        && IPAddress.IsLoopback(address);
}
