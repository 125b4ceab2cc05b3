using System.Runtime.InteropServices;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Riverrun.Actors.Serialization;

/// <summary>
/// Writes a column of numbers as the base64 of its little-endian bytes: exact, and a third
/// of the digits. Reads a plain array too.
/// </summary>
internal sealed class PackedColumns<T> : JsonConverter<IReadOnlyList<T>>
    where T : unmanaged
{
    public override IReadOnlyList<T> Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType == JsonTokenType.String)
            return MemoryMarshal.Cast<byte, T>(reader.GetBytesFromBase64()).ToArray();

        var numbers = new List<T>();

        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
            numbers.Add((T)Convert.ChangeType(
                reader.GetDouble(), typeof(T), System.Globalization.CultureInfo.InvariantCulture));

        return numbers;
    }

    public override void Write(Utf8JsonWriter writer, IReadOnlyList<T> value, JsonSerializerOptions options) =>
        writer.WriteBase64StringValue(MemoryMarshal.AsBytes((value as T[] ?? [.. value]).AsSpan()));
}
