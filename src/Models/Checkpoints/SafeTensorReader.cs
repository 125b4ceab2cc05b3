using System.Buffers.Binary;
using System.Text.Json;

namespace Riverrun.Models.Checkpoints;

/// <summary>Reads safetensors from a source that is not trusted.</summary>
internal static class SafeTensorReader
{
    /// <summary>The reference implementation's limit.</summary>
    private const long LongestHeader = 100_000_000;

    private static readonly JsonDocumentOptions Strict = new() { MaxDepth = 8, AllowDuplicateProperties = false };

    /// <summary>See <see cref="SafeTensors.Read"/>.</summary>
    public static SafeTensorFile Read(Stream stream)
    {
        var header = ReadHeader(stream);
        return new SafeTensorFile(header.Metadata, Tensors(stream, header.Entries));
    }

    /// <summary>See <see cref="SafeTensorHeader.Read"/>.</summary>
    public static SafeTensorHeader ReadHeader(Stream stream)
    {
        var lengthBytes = ReadBlock(stream, 8, "the length of the header");
        var length = BinaryPrimitives.ReadInt64LittleEndian(lengthBytes);
        if (length is < 2 or > LongestHeader)
            throw new InvalidDataException($"The header claims {length} bytes; it must have 2 to {LongestHeader}.");

        var headerBytes = ReadBlock(stream, length, "the header");
        using var header = Parse(headerBytes);
        var (metadata, entries) = Describe(header.RootElement);
        return new SafeTensorHeader([.. lengthBytes, .. headerBytes], metadata, InOrder(entries));
    }

    private static List<SafeTensorEntry> InOrder(List<SafeTensorEntry> entries)
    {
        long end = 0;
        List<SafeTensorEntry> ordered = [.. entries.OrderBy(entry => entry.Start).ThenBy(entry => entry.End)];
        foreach (var entry in ordered)
        {
            if (entry.Start != end)
            {
                throw new InvalidDataException(
                    $"Tensor '{entry.Name}' starts at byte {entry.Start} where {end} was due; tensors may neither "
                        + "overlap nor leave gaps.");
            }

            end = entry.End;
        }

        return ordered;
    }

    private static (Dictionary<string, string> Metadata, List<SafeTensorEntry> Entries) Describe(JsonElement header)
    {
        try
        {
            var metadata = new Dictionary<string, string>();
            var entries = new List<SafeTensorEntry>();
            foreach (var property in header.EnumerateObject())
            {
                if (property.Name == SafeTensors.MetadataKey)
                    metadata = Metadata(property.Value);
                else
                    entries.Add(SafeTensorEntry.Of(property));
            }

            return (metadata, entries);
        }
        catch (InvalidOperationException cause)
        {
            throw new InvalidDataException("The header holds a string that is no valid Unicode.", cause);
        }
    }

    private static JsonDocument Parse(byte[] header)
    {
        try
        {
            var document = JsonDocument.Parse(header, Strict);
            return document.RootElement.ValueKind == JsonValueKind.Object
                ? document
                : throw new InvalidDataException(
                    $"The header is a JSON {document.RootElement.ValueKind}; it must be an object.");
        }
        catch (Exception cause) when (cause is JsonException or InvalidOperationException)
        {
            throw new InvalidDataException($"The header is no valid JSON: {cause.Message}", cause);
        }
    }

    private static Dictionary<string, string> Metadata(JsonElement element)
    {
        if (element.ValueKind != JsonValueKind.Object
            || element.EnumerateObject().Any(pair => pair.Value.ValueKind != JsonValueKind.String))
        {
            throw new InvalidDataException($"{SafeTensors.MetadataKey} must be an object of strings.");
        }

        return element.EnumerateObject().ToDictionary(pair => pair.Name, pair => pair.Value.GetString() ?? "");
    }

    private static Dictionary<string, SafeTensor> Tensors(Stream stream, IReadOnlyList<SafeTensorEntry> entries)
    {
        var tensors = new Dictionary<string, SafeTensor>();
        foreach (var entry in entries)
        {
            var data = ReadBlock(stream, entry.Bytes, $"tensor '{entry.Name}'");
            tensors.Add(entry.Name, new SafeTensor(entry.Name, entry.DType, entry.Shape, data));
        }

        return stream.ReadByte() == -1
            ? tensors
            : throw new InvalidDataException(
                $"Bytes follow the last tensor, which ends at byte {(entries.Count == 0 ? 0 : entries[^1].End)} of "
                    + "the data.");
    }

    private static byte[] ReadBlock(Stream stream, long bytes, string what)
    {
        if (bytes > Array.MaxLength)
            throw new InvalidDataException($"{what} has {bytes} bytes; at most {Array.MaxLength} can be read.");

        if (stream.CanSeek && stream.Length - stream.Position < bytes)
            throw Truncated(what, bytes, stream.Length - stream.Position);

        // A source that cannot say how long it is gets memory only as its bytes arrive.
        var block = new byte[stream.CanSeek ? bytes : Math.Min(bytes, 1 << 20)];
        var filled = 0;
        while (true)
        {
            filled += stream.ReadAtLeast(block.AsSpan(filled), block.Length - filled, throwOnEndOfStream: false);
            if (filled < block.Length)
                throw Truncated(what, bytes, filled);

            if (filled == bytes)
                return block;

            Array.Resize(ref block, (int)Math.Min(bytes, 2L * filled));
        }
    }

    private static InvalidDataException Truncated(string what, long bytes, long found) =>
        new($"The file ends within {what}: {bytes} bytes were due and {found} are there.");
}
