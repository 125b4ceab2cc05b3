using System.Buffers;
using System.Buffers.Binary;
using System.Text;

namespace Riverrun.Host.Export;

/// <summary>Writes one protobuf message, field by field, in wire format; enough for TensorBoard's scalars.</summary>
internal sealed class ProtobufWriter
{
    private const int Varint = 0;
    private const int Fixed64 = 1;
    private const int LengthDelimited = 2;
    private const int Fixed32 = 5;

    private readonly ArrayBufferWriter<byte> _bytes = new();

    /// <summary>What was written.</summary>
    public ReadOnlySpan<byte> Written => _bytes.WrittenSpan;

    /// <summary>Begins anew and keeps the memory.</summary>
    public void Clear() => _bytes.ResetWrittenCount();

    /// <summary>An <c>int64</c> field that is not negative.</summary>
    public void Integer(int field, long value)
    {
        Key(field, Varint);
        Write((ulong)value);
    }

    /// <summary>A <c>double</c> field.</summary>
    public void Double(int field, double value)
    {
        Key(field, Fixed64);
        BinaryPrimitives.WriteDoubleLittleEndian(_bytes.GetSpan(8), value);
        _bytes.Advance(8);
    }

    /// <summary>A <c>float</c> field.</summary>
    public void Single(int field, float value)
    {
        Key(field, Fixed32);
        BinaryPrimitives.WriteSingleLittleEndian(_bytes.GetSpan(4), value);
        _bytes.Advance(4);
    }

    /// <summary>A <c>string</c> field.</summary>
    public void Text(int field, string value) => Bytes(field, Encoding.UTF8.GetBytes(value));

    /// <summary>A nested message, already written.</summary>
    public void Message(int field, ProtobufWriter message) => Bytes(field, message.Written);

    private void Bytes(int field, ReadOnlySpan<byte> value)
    {
        Key(field, LengthDelimited);
        Write((ulong)value.Length);
        _bytes.Write(value);
    }

    private void Key(int field, int wireType) => Write((ulong)(field << 3 | wireType));

    private void Write(ulong value)
    {
        var span = _bytes.GetSpan(10);
        var length = 0;

        for (; value >= 0x80; value >>= 7)
            span[length++] = (byte)(value | 0x80);

        span[length++] = (byte)value;
        _bytes.Advance(length);
    }
}
