using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Riverrun.Actors.Settings;

namespace Riverrun.Cluster.Tests.Remoting;

/// <summary>An authority that is made for one test, and the certificates it gives, as PEM files.</summary>
public sealed class Authority : IDisposable
{
    private static readonly DateTimeOffset Now = TimeProvider.System.GetUtcNow();

    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("riverrun-pki-");
    private readonly X509Certificate2 _root;
    private int _serial;

    public Authority()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=Test authority", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        _root = request.CreateSelfSigned(Now.AddDays(-2), Now.AddDays(2));
        File = Write("authority.pem", _root.ExportCertificatePem());
    }

    /// <summary>The authority's own certificate.</summary>
    public string File { get; }

    /// <summary>Files for one process.</summary>
    public RemoteTls Give(string name, int daysFromNow = 1)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var certificate = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256)
            .Create(_root, Now.AddDays(-2), Now.AddDays(daysFromNow), [(byte)++_serial]);

        return new RemoteTls(
            Write($"{name}.pem", certificate.ExportCertificatePem()),
            Write($"{name}.key", key.ExportPkcs8PrivateKeyPem()), File);
    }

    /// <summary>A file beside the others.</summary>
    public string Write(string name, string text)
    {
        var file = Path.Combine(_directory.FullName, name);
        System.IO.File.WriteAllText(file, text + "\n");

        return file;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _root.Dispose();
        _directory.Delete(recursive: true);
    }
}
