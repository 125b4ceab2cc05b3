using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Riverrun.Models.Published;

/// <summary>Which files make up a published model, and a digest of them.</summary>
internal static class PublishedFiles
{
    /// <summary>How text becomes tokens; a model may come without it.</summary>
    public const string Tokenizer = "tokenizer.json";

    /// <summary>Which of the tokens begin and end a text; a model may come without it.</summary>
    public const string TokenizerConfig = "tokenizer_config.json";

    /// <summary>All that a published tokenizer may consist of.</summary>
    public static IReadOnlyList<string> OfTokenizer { get; } =
        [Tokenizer, TokenizerConfig, "special_tokens_map.json", "added_tokens.json", "chat_template.jinja"];

    /// <summary>All weights in one file.</summary>
    public const string Weights = "model.safetensors";

    /// <summary>Which shard has which tensor, where the weights are in several files.</summary>
    public const string Index = "model.safetensors.index.json";

    /// <summary>The shard of each tensor by its name, or null where all weights are in one file.</summary>
    /// <exception cref="PublishedModelException">There are no weights, or the index is none.</exception>
    public static IReadOnlyDictionary<string, string>? Shards(string folder)
    {
        if (File.Exists(Path.Combine(folder, Weights)))
            return null;
        var path = Path.Combine(folder, Index);
        if (!File.Exists(path))
            throw new PublishedModelException(
                $"{folder} has neither {Weights} nor {Index}; weights in another format must be converted to "
                    + "safetensors.");
        var index = PublishedJson.Read(path);
        var shards = index.Object("weight_map")
            ?? throw index.Wrong("weight_map", "it must say which file has which tensor");
        return shards.Members.ToDictionary(
            member => member.Name,
            member => member.Value.ValueKind == JsonValueKind.String && PublishedJson.TextOf(member.Value) is { } name
                && IsPlain(name)
                ? name
                : throw shards.Wrong(member.Name, "it must be the name of a .safetensors file in the same folder"));
    }

    /// <summary>The names of the files with weights, each once.</summary>
    /// <exception cref="PublishedModelException">There are no weights, or the index is none.</exception>
    public static IReadOnlyList<string> WeightsIn(string folder) =>
        Shards(folder) is { } shards ? [.. shards.Values.Distinct().Order(StringComparer.Ordinal)] : [Weights];

    /// <summary>
    /// A digest of shape, weights and tokenizer, wherever the folder lies: SHA-256, in hexadecimal. All weights are
    /// read for it.
    /// </summary>
    /// <exception cref="PublishedModelException">A file is missing or cannot be read.</exception>
    public static string DigestOf(string folder)
    {
        var sharded = Shards(folder) is not null;
        string[] others = [PublishedConfig.FileName, Tokenizer, TokenizerConfig, .. sharded ? [Index] : (string[])[]];
        var lines = new StringBuilder();
        foreach (var name in others.Where(name => File.Exists(Path.Combine(folder, name))).Concat(WeightsIn(folder)))
            lines.Append(name).Append(' ').Append(HashOf(Path.Combine(folder, name))).Append('\n');
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(lines.ToString())));
    }

    /// <summary>Opens a file with weights.</summary>
    /// <exception cref="PublishedModelException">It is missing or cannot be read.</exception>
    public static FileStream Open(string path)
    {
        try
        {
            return new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 1 << 16);
        }
        catch (Exception cause) when (cause is IOException or UnauthorizedAccessException)
        {
            throw new PublishedModelException(
                $"The weights {path} cannot be read: {cause.Message.TrimEnd('.')}.", cause);
        }
    }

    private static string HashOf(string path)
    {
        using var file = Open(path);
        try
        {
            return Convert.ToHexStringLower(SHA256.HashData(file));
        }
        catch (IOException cause)
        {
            throw new PublishedModelException($"{path} cannot be read: {cause.Message.TrimEnd('.')}.", cause);
        }
    }

    // Nothing but a name: an index that somebody sends must not make us read elsewhere.
    private static bool IsPlain(string name) =>
        name.EndsWith(".safetensors", StringComparison.Ordinal) && !name.StartsWith('.')
        && name.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '-' or '_' or '.');
}
