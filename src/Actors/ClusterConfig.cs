namespace Riverrun.Actors;

/// <summary>How this process and the others of its cluster find each other.</summary>
/// <param name="Host">The address that this process listens on and that others reach it by.</param>
/// <param name="Port">Its port; 0 for any free one, which only a worker may have.</param>
/// <param name="Coordinators">Where coordinators listen, as <c>host:port</c>; the first one may found the cluster.</param>
/// <param name="Tls">Certificates for mutual TLS between processes, or null.</param>
/// <param name="Insecure">Whether to listen beyond loopback without TLS.</param>
public sealed record ClusterConfig(
    string Host, int Port, IReadOnlyList<string> Coordinators, RemoteTls? Tls = null, bool Insecure = false)
{
    /// <summary>The scheme of addresses in this cluster.</summary>
    public string Protocol => Tls is null ? "akka.tcp" : "akka.ssl.tcp";
}

/// <summary>PEM files for mutual TLS between the processes of a cluster.</summary>
/// <param name="CertificateFile">This process's certificate.</param>
/// <param name="KeyFile">Its private key.</param>
/// <param name="AuthorityFile">The authority that every process's certificate must come from.</param>
public sealed record RemoteTls(string CertificateFile, string KeyFile, string AuthorityFile);
