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
        var length = BinaryPrimitives.ReadInt64LittleEndian(ReadBlock(stream, 8, "the length of the header"));
        if (length is < 2 or > LongestHeader)
            throw new InvalidDataException($"The header claims {length} bytes; it must have 2 to {LongestHeader}.");

        using var header = Parse(ReadBlock(stream, length, "the header"));
        var (metadata, entries) = Describe(header.RootElement);
        return new SafeTensorFile(metadata, Tensors(stream, entries));
    }

    private static (Dictionary<string, string> Metadata, List<Entry> Entries) Describe(JsonElement header)
    {
        try
        {
            var metadata = new Dictionary<string, string>();
            var entries = new List<Entry>();
            foreach (var property in header.EnumerateObject())
            {
                if (property.Name == SafeTensors.MetadataKey)
                    metadata = Metadata(property.Value);
                else
                    entries.Add(Entry.Of(property));
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
                : throw new InvalidDataException($"The header is a JSON {document.RootElement.ValueKind}; it must be an object.");
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

    private static Dictionary<string, SafeTensor> Tensors(Stream stream, List<Entry> entries)
    {
        var tensors = new Dictionary<string, SafeTensor>();
        long end = 0;
        foreach (var entry in entries.OrderBy(entry => entry.Start).ThenBy(entry => entry.End))
        {
            if (entry.Start != end)
            {
                throw new InvalidDataException(
                    $"Tensor '{entry.Name}' starts at byte {entry.Start} where {end} was due; tensors may neither overlap nor leave gaps.");
            }

            end = entry.End;
            var data = ReadBlock(stream, entry.End - entry.Start, $"tensor '{entry.Name}'");
            tensors.Add(entry.Name, new SafeTensor(entry.Name, entry.DType, entry.Shape, data));
        }

        return stream.ReadByte() == -1
            ? tensors
            : throw new InvalidDataException($"Bytes follow the last tensor, which ends at byte {end} of the data.");
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

    private sealed record Entry(string Name, string DType, long[] Shape, long Start, long End)
    {
        public static Entry Of(JsonProperty property)
        {
            try
            {
                var value = property.Value;
                var dtype = value.GetProperty("dtype").GetString() ?? "";
                long[] shape = [.. value.GetProperty("shape").EnumerateArray().Select(size => size.GetInt64())];
                long[] offsets = [.. value.GetProperty("data_offsets").EnumerateArray().Select(offset => offset.GetInt64())];
                if (offsets.Length != 2 || offsets[0] < 0 || offsets[1] < offsets[0])
                    throw new InvalidDataException(
                        $"Tensor '{property.Name}' has data_offsets [{string.Join(", ", offsets)}]; they must be its start and its end.");

                if (SafeTensor.SizeInBytes(dtype, shape) != offsets[1] - offsets[0])
                {
                    throw new InvalidDataException(
                        $"Tensor '{property.Name}' of type {dtype} and shape [{string.Join(", ", shape)}] spans "
                        + $"{offsets[1] - offsets[0]} bytes, which do not fit.");
                }

                return new Entry(property.Name, dtype, shape, offsets[0], offsets[1]);
            }
            catch (Exception cause) when (cause is KeyNotFoundException or InvalidOperationException or FormatException)
            {
                throw new InvalidDataException(
                    $"Tensor '{property.Name}' is not described by a dtype, a shape and data_offsets of whole numbers.", cause);
            }
        }
    }
}
