using System.Buffers.Binary;
using System.Numerics;

namespace Riverrun.Host.Export;

/// <summary>TensorFlow's record framing: length, its checksum, the bytes, their checksum; all little-endian.</summary>
internal static class RecordFile
{
    /// <summary>Appends one record.</summary>
    public static void Append(Stream stream, ReadOnlySpan<byte> record)
    {
        Span<byte> head = stackalloc byte[12];
        BinaryPrimitives.WriteUInt64LittleEndian(head, (ulong)record.Length);
        BinaryPrimitives.WriteUInt32LittleEndian(head[8..], Mask(Crc32C(head[..8])));
        stream.Write(head);
        stream.Write(record);
        BinaryPrimitives.WriteUInt32LittleEndian(head, Mask(Crc32C(record)));
        stream.Write(head[..4]);
    }

    /// <summary>The CRC-32 with Castagnoli's polynomial, as in RFC 3720.</summary>
    public static uint Crc32C(ReadOnlySpan<byte> bytes)
    {
        var crc = uint.MaxValue;

        for (; bytes.Length >= 8; bytes = bytes[8..])
            crc = BitOperations.Crc32C(crc, BinaryPrimitives.ReadUInt64LittleEndian(bytes));

        foreach (var one in bytes)
            crc = BitOperations.Crc32C(crc, one);

        return ~crc;
    }

    /// <summary>
    /// Rotates and shifts a checksum, so that a checksum over data that holds checksums stays a good one.
    /// </summary>
    private static uint Mask(uint crc) => BitOperations.RotateRight(crc, 15) + 0xa282ead8;
}
