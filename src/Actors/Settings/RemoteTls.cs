using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Riverrun.Actors.Settings;

/// <summary>PEM files for mutual TLS between the processes of a cluster.</summary>
/// <param name="CertificateFile">This process's certificate.</param>
/// <param name="KeyFile">Its private key.</param>
/// <param name="AuthorityFile">The authorities that every process's certificate must come from; several
/// while one is replaced by the next.</param>
public sealed record RemoteTls(string CertificateFile, string KeyFile, string AuthorityFile)
{
    /// <summary>What is wrong with the files, as a sentence; null when nothing is.</summary>
    public string? Problem()
    {
        foreach (var (
            key, file) in new[] { ("certificate", CertificateFile), ("key", KeyFile), ("authority", AuthorityFile) })
            if (Unreadable(file) is { } why)
                return $"riverrun.cluster.tls.{key} is {file}, which cannot be read: {why.TrimEnd('.')}.";

        try
        {
            using var certificate = Certificate();

            return Authorities() switch
            {
                [] =>
                    $"riverrun.cluster.tls.authority is {AuthorityFile}, which holds no certificate; "
                    + "it must be a PEM file of one or more.",
                var authorities when !Trusts(authorities, certificate, []) =>
                    $"riverrun.cluster.tls.certificate is {CertificateFile}, "
                    + $"which does not come from an authority in {AuthorityFile} or is not valid today "
                    + $"({certificate.NotBefore:yyyy-MM-dd} to {certificate.NotAfter:yyyy-MM-dd}); "
                    + "the other processes would refuse it.",
                _ => null,
            };
        }
        catch (Exception wrong) when (wrong is CryptographicException or ArgumentException)
        {
            return $"riverrun.cluster.tls.certificate is {CertificateFile} and its key {KeyFile}; "
                + $"they must be PEM files that belong together ({wrong.Message.TrimEnd('.')}).";
        }
    }

    /// <summary>This process's certificate with its key.</summary>
    internal X509Certificate2 Certificate()
    {
        var certificate = X509Certificate2.CreateFromPemFile(CertificateFile, KeyFile);

        // Windows serves TLS only with keys that it has stored itself.
        return OperatingSystem.IsWindows()
            ? X509CertificateLoader.LoadPkcs12(certificate.Export(X509ContentType.Pkcs12), null)
            : certificate;
    }

    /// <summary>The authorities.</summary>
    internal X509Certificate2Collection Authorities()
    {
        var authorities = new X509Certificate2Collection();
        authorities.ImportFromPemFile(AuthorityFile);

        return authorities;
    }

    /// <summary>
    /// Whether a certificate is valid now and comes from one of these authorities; whom
    /// else the machine trusts does not matter.
    /// </summary>
    public static bool Trusts(
        X509Certificate2Collection authorities, X509Certificate2 certificate, X509Certificate2Collection between) =>
        authorities.Any(authority => Trusts(authority, certificate, between));

    /// <summary>
    /// One authority at a time: an authority and its successor may have the same name, and a chain is built by names.
    /// </summary>
    private static bool Trusts(
        X509Certificate2 authority, X509Certificate2 certificate, X509Certificate2Collection between)
    {
        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.Add(authority);
        chain.ChainPolicy.ExtraStore.AddRange(between);
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        chain.ChainPolicy.DisableCertificateDownloads = true;

        return chain.Build(certificate);
    }

    private static string? Unreadable(string file)
    {
        try
        {
            using var stream = File.OpenRead(file);

            return null;
        }
        catch (Exception wrong) when (wrong is IOException or UnauthorizedAccessException)
        {
            return wrong.Message;
        }
    }
}
