using Riverrun.Models.Hocon;

namespace Riverrun.Host.Settings;

/// <summary>Where the API of a coordinator is served and to whom, as written; <c>ApiEndpoint</c> checks it.</summary>
/// <param name="Bind">Address and port, such as <c>127.0.0.1:7447</c>.</param>
/// <param name="Token">The secret that requests must carry, or null.</param>
/// <param name="TokenFile">A file whose text is the token, or null.</param>
/// <param name="Certificate">PEM file of the certificate, or null.</param>
/// <param name="Key">PEM file of its private key, or null.</param>
/// <param name="BehindTlsProxy">Whether a proxy in front of the API speaks TLS.</param>
internal sealed record HttpConfig(
    string Bind, string? Token, string? TokenFile, string? Certificate, string? Key, bool BehindTlsProxy)
{
    /// <summary>Characters that a token must have at least.</summary>
    public const int ShortestToken = 16;

    /// <summary>The token, from the file when there is one; null when none is configured.</summary>
    /// <exception cref="InvalidConfigurationException">The file cannot be read, or the token is too short or
    /// not one line of visible ASCII.</exception>
    public string? ReadToken()
    {
        if (TokenFile is null && Token is null)
            return null;

        var (where, token) = TokenFile is null
            ? ("riverrun.http.token", Token!) // One of them is not null.
            : ($"The token in {TokenFile}", Read(TokenFile));

        return token.Length < ShortestToken
            ? throw Wrong(
                where,
                $"has {token.Length} characters; it must have at least {ShortestToken}, such as openssl rand -hex 32 "
                    + "makes")
            : token.All(letter => letter is > ' ' and <= '~') ? token
            : throw Wrong(where, "has spaces or letters beyond ASCII; it must be one word of visible ASCII characters");
    }

    private static string Read(string file)
    {
        try
        {
            return File.ReadAllText(file).Trim();
        }
        catch (Exception cause) when (cause is IOException or UnauthorizedAccessException)
        {
            throw Wrong($"The token file {file}",
                $"cannot be read ({cause.Message.TrimEnd('.')}); name one that can be");
        }
    }

    private static InvalidConfigurationException Wrong(string where, string what) => new($"{where} {what}.");
}
