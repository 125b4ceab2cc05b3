using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Riverrun.Models.Hocon;

namespace Riverrun.Host.Client;

/// <summary>A coordinator to speak to.</summary>
/// <param name="Url">Scheme, host and port.</param>
/// <param name="Token">What it asks for, or null.</param>
/// <param name="Authorities">Where its certificate must come from; null for the authorities of the system.</param>
internal sealed record ServerAddress(Uri Url, string? Token, X509Certificate2Collection? Authorities)
{
    /// <summary>Reads an address as <c>--url</c> and <c>--authority</c> write it.</summary>
    /// <param name="url">Such as <c>https://river.example:7447</c>.</param>
    /// <param name="token">The token, or null.</param>
    /// <param name="authorityFile">A PEM file, or null.</param>
    /// <exception cref="InvalidConfigurationException">The address or the file is wrong.</exception>
    public static ServerAddress Parse(string url, string? token, string? authorityFile) =>
        Uri.TryCreate(url, UriKind.Absolute, out var read)
        && (read.Scheme == Uri.UriSchemeHttp || read.Scheme == Uri.UriSchemeHttps)
        && read is { PathAndQuery: "/", Fragment: "", UserInfo: "" }
            ? new ServerAddress(read, token, authorityFile is null ? null : AuthoritiesIn(authorityFile))
            : throw new InvalidConfigurationException(
                $"The address of the coordinator is {url}; it must be http:// or https://, a host and a port, "
                + "such as http://127.0.0.1:7447.");

    /// <summary>The address as a person would write it.</summary>
    public override string ToString() => Url.GetLeftPart(UriPartial.Authority);

    /// <summary>The certificates of a PEM file.</summary>
    /// <exception cref="InvalidConfigurationException">It cannot be read, or holds none.</exception>
    public static X509Certificate2Collection AuthoritiesIn(string file)
    {
        try
        {
            var authorities = new X509Certificate2Collection();
            authorities.ImportFromPemFile(file);

            return authorities.Count > 0 ? authorities : throw new CryptographicException("it holds no certificate");
        }
        catch (Exception cause) when (cause is IOException or UnauthorizedAccessException or CryptographicException)
        {
            throw new InvalidConfigurationException(
                $"The authority {file} cannot be used ({cause.Message.TrimEnd('.')}); "
                + "name the PEM file of the certificate that the coordinator's comes from.");
        }
    }
}
