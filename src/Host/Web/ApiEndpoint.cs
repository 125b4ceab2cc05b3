using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Riverrun.Host.Settings;
using Riverrun.Models.Hocon;

namespace Riverrun.Host.Web;

/// <summary>Where a coordinator serves the API over TCP, and what it asks of those who come.</summary>
/// <param name="Address">Address and port; port 0 for any free one.</param>
/// <param name="Token">What every request must carry, or null when whoever reaches the port may command.</param>
/// <param name="Certificates">The certificate with its private key, then its intermediates; null for plain
/// HTTP.</param>
internal sealed record ApiEndpoint(IPEndPoint Address, string? Token, X509Certificate2Collection? Certificates)
{
    /// <summary>Reads and checks what is configured: beyond loopback, a token and TLS are required.</summary>
    /// <exception cref="InvalidConfigurationException">A value is wrong, or others could reach the API
    /// unprotected.</exception>
    public static ApiEndpoint From(HttpConfig config)
    {
        var address = Parse(config.Bind);
        var token = config.ReadToken();

        if (config.Certificate is null != config.Key is null)
            throw new InvalidConfigurationException(
                "A certificate needs its private key beside it; name both --certificate and --key, or neither.");

        var isExposed = !IPAddress.IsLoopback(address.Address) || config.BehindTlsProxy;
        var (lacksToken, lacksTls) = (token is null, config.Certificate is null && !config.BehindTlsProxy);

        if (isExposed && (lacksToken || lacksTls))
            throw new InvalidConfigurationException(
                $"The API would be served on {config.Bind}{(config.BehindTlsProxy ? " behind a proxy" : "")}, "
                + $"where others reach it, without {Missing(lacksToken, lacksTls)}, or bind to 127.0.0.1.");

        return new ApiEndpoint(
            address, token, config is { Certificate: { } certificate, Key: { } key } ? Load(certificate, key) : null);
    }

    private static string Missing(bool token, bool tls) => (token, tls) switch
    {
        (true, true) => $"a token and TLS; give {WriteToken} and {WriteTls}",
        (true, false) => $"a token; give {WriteToken}",
        _ => $"TLS; give {WriteTls}",
    };

    private const string WriteToken = "--token-file FILE (or RIVERRUN_TOKEN)";
    private const string WriteTls = "--certificate and --key, or --behind-tls-proxy when a proxy speaks TLS";

    private static IPEndPoint Parse(string bind)
    {
        var colon = bind.LastIndexOf(':');
        var host = colon < 0 ? "" : bind[..colon];

        return ushort.TryParse(bind.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var port)
            && IPAddress.TryParse(host == "localhost" ? "127.0.0.1" : host, out var address)
            && (host.StartsWith('[') || !host.Contains(':'))
            ? new IPEndPoint(address, port)
            : throw new InvalidConfigurationException(
                $"The address to bind is {bind}; it must be an IP address and a port, such as 127.0.0.1:7447 or "
                    + "[::1]:7447.");
    }

    private static X509Certificate2Collection Load(string certificate, string key)
    {
        try
        {
            var chain = new X509Certificate2Collection { X509Certificate2.CreateFromPemFile(certificate, key) };
            var all = new X509Certificate2Collection();
            all.ImportFromPemFile(certificate);
            chain.AddRange(all.Skip(1).ToArray());

            return chain;
        }
        catch (Exception cause)
            when (cause is IOException or UnauthorizedAccessException or CryptographicException or ArgumentException)
        {
            throw new InvalidConfigurationException(
                $"The certificate {certificate} and the key {key} cannot be used "
                + $"({cause.Message.ReplaceLineEndings(" ").TrimEnd('.')}); "
                + "name PEM files of a certificate and of its unencrypted private key.");
        }
    }
}
