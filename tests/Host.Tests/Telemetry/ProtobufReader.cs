using System.Text;

namespace Riverrun.Host.Tests.Telemetry;

/// <summary>One decoded protobuf message: the fields in order, without a schema.</summary>
/// <remarks>
/// Written from the wire format's description alone, so that it can judge what a writer of ours or of others produced.
/// </remarks>
internal sealed class ProtobufReader
{
    private readonly List<(int Number, ulong Value, byte[] Bytes)> _fields = [];

    public ProtobufReader(ReadOnlySpan<byte> message)
    {
        while (!message.IsEmpty)
        {
            var key = ReadVarint(ref message);
            var number = (int)(key >> 3);

            switch (key & 7)
            {
                case 0:
                    _fields.Add((number, ReadVarint(ref message), []));
                    break;
                case 1:
                    _fields.Add((number, BitConverter.ToUInt64(message), []));
                    message = message[8..];
                    break;
                case 2:
                    var length = (int)ReadVarint(ref message);
                    _fields.Add((number, 0, message[..length].ToArray()));
                    message = message[length..];
                    break;
                case 5:
                    _fields.Add((number, BitConverter.ToUInt32(message), []));
                    message = message[4..];
                    break;
                default:
                    throw new InvalidDataException($"Wire type {key & 7} is unknown.");
            }
        }
    }

    public bool Has(int number) => _fields.Any(field => field.Number == number);

    public ulong Number(int number) => _fields.First(field => field.Number == number).Value;

    public double Double(int number) => BitConverter.UInt64BitsToDouble(Number(number));

    public float Single(int number) => BitConverter.UInt32BitsToSingle((uint)Number(number));

    public byte[] Bytes(int number) => _fields.FirstOrDefault(field => field.Number == number).Bytes ?? [];

    public string Text(int number) => Encoding.UTF8.GetString(Bytes(number));

    public IEnumerable<ProtobufReader> Messages(int number) =>
        _fields.Where(field => field.Number == number).Select(field => new ProtobufReader(field.Bytes));

    private static ulong ReadVarint(ref ReadOnlySpan<byte> message)
    {
        ulong value = 0;

        for (var shift = 0; ; shift += 7)
        {
            var next = message[0];
            message = message[1..];
            value |= (ulong)(next & 0x7f) << shift;

            if (next < 0x80)
                return value;
        }
    }
}
