namespace Riverrun.Host.Settings;

/// <summary>Where checkpoints are stored, as <c>riverrun.checkpoints.store</c> says it.</summary>
internal abstract record StoreAddress
{
    /// <summary>What an address may be, to end a refusal with.</summary>
    public const string Right =
        "must be a directory (/shared/checkpoints or file:/shared/checkpoints), a bucket (s3://bucket/prefix), "
            + "coordinators (https://host:7447, https://other:7447), or empty for the home";

    private StoreAddress() { }

    /// <summary>A directory of this machine or of a file system that several machines share.</summary>
    /// <param name="Path">Absolute.</param>
    /// <param name="OfHome">Whether it is the home's own, because the setting names none.</param>
    public sealed record Folder(string Path, bool OfHome = false) : StoreAddress;

    /// <summary>
    /// A bucket of a service that speaks S3; which service and whose account, the AWS environment says.
    /// </summary>
    /// <param name="Name">The bucket.</param>
    /// <param name="Prefix">What every key begins with: empty, or a path that ends with a slash.</param>
    public sealed record Bucket(string Name, string Prefix) : StoreAddress;

    /// <summary>The HTTP API of coordinators, to be tried in turn.</summary>
    /// <param name="Urls">At least one, each with a path that ends with a slash.</param>
    public sealed record Coordinators(IReadOnlyList<Uri> Urls) : StoreAddress;

    /// <summary>Reads an address.</summary>
    /// <param name="text">The setting; null or empty for the directory <c>checkpoints</c> of the home.</param>
    /// <param name="home">The home's directory.</param>
    /// <exception cref="FormatException">It is no address; the message says what would be right.</exception>
    public static StoreAddress Parse(string? text, string home) => text switch
    {
        null or "" => new Folder(Path.Combine(Path.GetFullPath(home), "checkpoints"), OfHome: true),
        _ when text.StartsWith("s3:", StringComparison.Ordinal) => ParseBucket(text),
        _ when text.StartsWith("http:", StringComparison.Ordinal)
            || text.StartsWith("https:", StringComparison.Ordinal) => ParseUrls(text),
        _ when text.StartsWith("file:", StringComparison.Ordinal) => ParseFolder(text["file:".Length..], text),
        _ when text.Contains("://", StringComparison.Ordinal) => throw Wrong(text),
        _ => ParseFolder(text, text),
    };

    private static Folder ParseFolder(string path, string text)
    {
        // file:///shared is file:/shared written as a URL with no host.
        var plain = path.StartsWith("///", StringComparison.Ordinal) ? path[2..] : path;

        return plain.Length > 0 && !plain.StartsWith("//", StringComparison.Ordinal) && !plain.Contains('\0')
            ? new Folder(Path.GetFullPath(plain))
            : throw Wrong(text);
    }

    private static Bucket ParseBucket(string text)
    {
        if (!text.StartsWith("s3://", StringComparison.Ordinal))
            throw Wrong(text);

        var (name, prefix) = text["s3://".Length..].Split('/', 2) switch
        {
            [var bucket, var rest] => (bucket, rest.Trim('/')),
            var parts => (parts[0], ""),
        };
        var named = name.Length is >= 3 and <= 63
            && name.All(letter => char.IsAsciiLetterLower(letter) || char.IsAsciiDigit(letter) || letter is '.' or '-');

        return named && !prefix.Split('/').Any(part => part is "." or "..")
            ? new Bucket(name, prefix.Length == 0 ? "" : prefix + "/")
            : throw Wrong(text);
    }

    private static Coordinators ParseUrls(string text) => new(
    [
        .. text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Select(url =>
            Uri.TryCreate(url.TrimEnd('/') + "/", UriKind.Absolute, out var parsed)
                && parsed.Scheme is "http" or "https" && parsed is { Query: "", Fragment: "", UserInfo: "" }
                ? parsed
                : throw Wrong(text)),
    ]);

    private static FormatException Wrong(string text) => new($"'{text}' is no place for checkpoints; it {Right}.");
}
