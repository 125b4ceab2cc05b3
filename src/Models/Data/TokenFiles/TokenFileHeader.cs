using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Riverrun.Models.Data.TokenFiles;

/// <summary>
/// The first 64 bytes of a token file: what follows and how much of it, with a checksum of themselves.
/// </summary>
/// <param name="BytesPerToken">2 or 4: unsigned 16-bit or signed 32-bit little-endian numbers.</param>
/// <param name="TrainingTokens">Tokens of the training split, which come first.</param>
/// <param name="HeldOutTokens">Tokens of the held-out split, to the end of the file.</param>
/// <param name="HeldOutTextBytes">UTF-8 bytes of the text of the held-out split.</param>
/// <param name="HeldOutTextDigest">The beginning of the SHA-256 of those bytes; 0 in files that older builds
/// made.</param>
internal readonly record struct TokenFileHeader(
    int BytesPerToken, long TrainingTokens, long HeldOutTokens, long HeldOutTextBytes, ulong HeldOutTextDigest = 0)
{
    /// <summary>Bytes of a header.</summary>
    public const int Size = 64;

    private const int ChecksumAt = Size - 8;
    private static ReadOnlySpan<byte> Magic => "riverrun tokens1"u8;

    /// <summary>Bytes that the whole file must have.</summary>
    public long FileBytes => Size + ((TrainingTokens + HeldOutTokens) * BytesPerToken);

    /// <summary>The header's bytes.</summary>
    public byte[] ToBytes()
    {
        var bytes = new byte[Size];
        Magic.CopyTo(bytes);
        BinaryPrimitives.WriteInt64LittleEndian(bytes.AsSpan(16), BytesPerToken);
        BinaryPrimitives.WriteInt64LittleEndian(bytes.AsSpan(24), TrainingTokens);
        BinaryPrimitives.WriteInt64LittleEndian(bytes.AsSpan(32), HeldOutTokens);
        BinaryPrimitives.WriteInt64LittleEndian(bytes.AsSpan(40), HeldOutTextBytes);
        BinaryPrimitives.WriteUInt64LittleEndian(bytes.AsSpan(48), HeldOutTextDigest);
        Checksum(bytes).CopyTo(bytes.AsSpan(ChecksumAt));
        return bytes;
    }

    /// <summary>The header that the bytes are, or null when they are none or damaged.</summary>
    public static TokenFileHeader? Parse(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length < Size || !bytes.StartsWith(Magic) || !Checksum(bytes).SequenceEqual(bytes[ChecksumAt..Size]))
            return null;

        return new TokenFileHeader(
            (int)BinaryPrimitives.ReadInt64LittleEndian(bytes[16..]),
            BinaryPrimitives.ReadInt64LittleEndian(bytes[24..]),
            BinaryPrimitives.ReadInt64LittleEndian(bytes[32..]),
            BinaryPrimitives.ReadInt64LittleEndian(bytes[40..]),
            BinaryPrimitives.ReadUInt64LittleEndian(bytes[48..]));
    }

    private static ReadOnlySpan<byte> Checksum(ReadOnlySpan<byte> header) =>
        SHA256.HashData(header[..ChecksumAt]).AsSpan(0, 8);
}
