using System.Buffers.Binary;
using System.Text.Json;

namespace Riverrun.Models.Checkpoints;

/// <summary>
/// The safetensors format (github.com/huggingface/safetensors): the header's length in eight little-endian bytes, a
/// JSON header padded with spaces to a multiple of eight, then the tensors' bytes without gaps.
/// </summary>
public static class SafeTensors
{
    internal const string MetadataKey = "__metadata__";
    private static readonly JsonWriterOptions Plain = new() { Indented = false };

    /// <summary>Writes a file; the same metadata and tensors are the same bytes, in whatever order they come.</summary>
    /// <exception cref="ArgumentException">Two tensors share a name, or a tensor's bytes do not fit its type and
    /// shape.</exception>
    public static void Write(
        Stream s, IReadOnlyDictionary<string, string> metadata, IReadOnlyList<SafeTensor> tensors)
    {
        foreach (var tensor in tensors)
            RefuseMisfit(tensor);

        if (tensors.GroupBy(tensor => tensor.Name).FirstOrDefault(same => same.Count() > 1) is { } twice)
            throw new ArgumentException($"Tensor '{twice.Key}' comes twice; names must be unique.", nameof(tensors));

        // Wide elements first, as the reference implementation does: every tensor then starts at a multiple of its
        // element size.
        SafeTensor[] ordered =
        [
            .. tensors.OrderByDescending(tensor => SafeTensor.ElementBytes(tensor.DType))
                .ThenBy(tensor => tensor.Name, StringComparer.Ordinal),
        ];

        var header = Header(metadata, ordered);
        Span<byte> length = stackalloc byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(length, header.Length);
        s.Write(length);
        s.Write(header);
        foreach (var tensor in ordered)
            s.Write(tensor.Data.Span);
    }

    /// <summary>Reads a file to its end; nothing is allocated for bytes that are not there.</summary>
    /// <exception cref="InvalidDataException">The bytes are no safetensors file: a sentence that says what is
    /// wrong.</exception>
    public static SafeTensorFile Read(Stream s) => SafeTensorReader.Read(s);

    private static byte[] Header(IReadOnlyDictionary<string, string> metadata, SafeTensor[] ordered)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer, Plain))
        {
            json.WriteStartObject();
            if (metadata.Count > 0)
            {
                json.WriteStartObject(MetadataKey);
                foreach (var (key, value) in metadata.OrderBy(pair => pair.Key, StringComparer.Ordinal))
                    json.WriteString(key, value);
                json.WriteEndObject();
            }

            long offset = 0;
            foreach (var tensor in ordered)
            {
                json.WriteStartObject(tensor.Name);
                json.WriteString("dtype", tensor.DType);
                json.WriteStartArray("shape");
                foreach (var size in tensor.Shape)
                    json.WriteNumberValue(size);
                json.WriteEndArray();
                json.WriteStartArray("data_offsets");
                json.WriteNumberValue(offset);
                json.WriteNumberValue(offset += tensor.Data.Length);
                json.WriteEndArray();
                json.WriteEndObject();
            }

            json.WriteEndObject();
        }

        while (buffer.Length % 8 != 0)
            buffer.WriteByte((byte)' ');

        return buffer.ToArray();
    }

    private static void RefuseMisfit(SafeTensor tensor)
    {
        if (tensor.Name == MetadataKey)
            throw new ArgumentException(
                $"A tensor cannot be named {MetadataKey}; the format keeps that name.", nameof(tensor));

        if (SafeTensor.SizeInBytes(tensor.DType, tensor.Shape) != tensor.Data.Length)
        {
            throw new ArgumentException(
                $"Tensor '{tensor.Name}' of type {tensor.DType} and shape [{string.Join(", ", tensor.Shape)}] has "
                + $"{tensor.Data.Length} bytes; it must have "
                + $"{SafeTensor.SizeInBytes(tensor.DType, tensor.Shape)?.ToString()
                    ?? "a known type and a shape without negative sizes"}.",
                nameof(tensor));
        }
    }
}
