using System.Text.Json;

namespace Riverrun.Models.Published;

/// <summary>
/// An object in one of the JSON files of a published model, read from a source that is not trusted. A key whose value
/// is null is as good as absent.
/// </summary>
internal sealed class PublishedJson
{
    private const long Longest = 512L << 20;
    private const int MostTokens = 1 << 24;
    private static readonly JsonDocumentOptions Strict = new() { MaxDepth = 32, AllowDuplicateProperties = false };
    private readonly string _path;
    private readonly string _prefix;
    private readonly JsonElement _object;

    private PublishedJson(string path, string prefix, JsonElement element) =>
        (_path, _prefix, _object) = (path, prefix, element);

    /// <summary>Its keys and values.</summary>
    public JsonElement.ObjectEnumerator Members => _object.EnumerateObject();

    /// <summary>Reads a file.</summary>
    /// <exception cref="PublishedModelException">It is not there, cannot be read, or is no JSON object.</exception>
    public static PublishedJson Read(string path)
    {
        try
        {
            var length = new FileInfo(path).Length;
            if (length > Longest)
                throw new PublishedModelException($"{path} has {length} bytes; such a file has at most {Longest}.");
            using var document = JsonDocument.Parse(File.ReadAllBytes(path), Strict);
            return document.RootElement.ValueKind == JsonValueKind.Object
                ? new PublishedJson(path, "", document.RootElement.Clone())
                : throw new PublishedModelException(
                    $"{path} is a JSON {document.RootElement.ValueKind}; it must be an object.");
        }
        catch (FileNotFoundException)
        {
            throw new PublishedModelException($"There is no file {path}; the folder of a published model has one.");
        }
        catch (Exception cause) when (cause is IOException or UnauthorizedAccessException)
        {
            throw new PublishedModelException($"{path} cannot be read: {cause.Message.TrimEnd('.')}.", cause);
        }
        catch (Exception cause) when (cause is JsonException or InvalidOperationException)
        {
            throw new PublishedModelException($"{path} is no valid JSON: {cause.Message}", cause);
        }
    }

    /// <summary>The value of a key, or null.</summary>
    public JsonElement? Find(string key) =>
        _object.TryGetProperty(key, out var value) && value.ValueKind != JsonValueKind.Null ? value : null;

    /// <summary>The object under a key, or null.</summary>
    public PublishedJson? Object(string key) => Find(key) switch
    {
        null => null,
        { ValueKind: JsonValueKind.Object } value => new PublishedJson(_path, $"{_prefix}{key}.", value),
        _ => throw Wrong(key, "it must be an object"),
    };

    /// <summary>The objects in the array under a key; none where it is absent.</summary>
    public IReadOnlyList<PublishedJson> Objects(string key) => Find(key) switch
    {
        null => [],
        { ValueKind: JsonValueKind.Array } array when array.EnumerateArray()
            .All(item => item.ValueKind == JsonValueKind.Object) =>
            [.. array.EnumerateArray().Select((item, at) => new PublishedJson(_path, $"{_prefix}{key}[{at}].", item))],
        _ => throw Wrong(key, "it must be objects between brackets"),
    };

    /// <summary>A refusal of what stands under a key.</summary>
    /// <param name="key">The key.</param>
    /// <param name="right">What would be right: <c>it must be true</c>.</param>
    public PublishedModelException Wrong(string key, string right) => new(Find(key) is { } value
        ? $"{_path} has {_prefix}{key} = {Shortened(value.GetRawText())}; {right}."
        : $"{_path} lacks {_prefix}{key}; {right}.");

    /// <summary>A whole number, at least 1.</summary>
    public int Count(string key, int? otherwise = null) => Find(key) switch
    {
        null when otherwise is { } value => value,
        { ValueKind: JsonValueKind.Number } value when value.TryGetInt32(out var number) && number >= 1 => number,
        _ => throw Wrong(key, $"it must be a whole number from 1 to {int.MaxValue}"),
    };

    /// <summary>The number of a token: whole, from 0 to some millions.</summary>
    public int TokenNumber(string key) => Find(key) is { ValueKind: JsonValueKind.Number } value
        && value.TryGetInt32(out var number) && number is >= 0 and <= MostTokens
            ? number
            : throw Wrong(key, $"it must be a whole number from 0 to {MostTokens}");

    /// <summary>A number above <paramref name="least"/>.</summary>
    public double Number(string key, double? otherwise, double least) => Find(key) switch
    {
        null when otherwise is { } value => value,
        { ValueKind: JsonValueKind.Number } value when value.GetDouble() is var number && number > least
            && double.IsFinite(number) =>
            number,
        _ => throw Wrong(key, $"it must be a number above {least}"),
    };

    /// <summary>True or false.</summary>
    public bool Flag(string key, bool otherwise) => Find(key)?.ValueKind switch
    {
        null => otherwise,
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        _ => throw Wrong(key, "it must be true or false"),
    };

    /// <summary>Text, or null.</summary>
    public string? Text(string key) => Find(key) switch
    {
        null => null,
        { ValueKind: JsonValueKind.String } value when TextOf(value) is { } text => text,
        _ => throw Wrong(key, "it must be text"),
    };

    /// <summary>The text of a JSON string, or null where it is no valid Unicode or no string.</summary>
    public static string? TextOf(JsonElement value)
    {
        try
        {
            return value.GetString();
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }

    private static string Shortened(string text) => text.Length <= 120 ? text : $"{text[..120]}…";
}
