using Google.Protobuf;

namespace Riverrun.Host.Export;

/// <summary>TensorBoard's events as protobuf messages.</summary>
/// <remarks>Field numbers: tensorflow/core/util/event.proto and tensorflow/core/framework/summary.proto.</remarks>
internal static class EventRecord
{
    private const int WallTime = 1;
    private const int Step = 2;
    private const int FileVersion = 3;
    private const int Summary = 5;
    private const int SummaryValue = 1;
    private const int ValueTag = 1;
    private const int ValueSimple = 2;

    /// <summary>The first event of every file.</summary>
    public static byte[] Version(DateTimeOffset? at) => Message(output =>
    {
        WriteWallTime(output, at);
        output.WriteTag(FileVersion, WireFormat.WireType.LengthDelimited);
        output.WriteString("brain.Event:2");
    });

    /// <summary>What was measured at one step.</summary>
    /// <param name="at">When; null where nothing tells.</param>
    /// <param name="step">The step.</param>
    /// <param name="figures">Scalars by tag.</param>
    public static byte[] Scalars(
        DateTimeOffset? at, long step, params IReadOnlyList<(string Tag, double Value)> figures) => Message(output =>
    {
        WriteWallTime(output, at);
        output.WriteTag(Step, WireFormat.WireType.Varint);
        output.WriteInt64(step);
        output.WriteTag(Summary, WireFormat.WireType.LengthDelimited);
        output.WriteBytes(ByteString.CopyFrom(Message(summary =>
        {
            foreach (var (tag, value) in figures)
            {
                summary.WriteTag(SummaryValue, WireFormat.WireType.LengthDelimited);
                summary.WriteBytes(ByteString.CopyFrom(Message(scalar =>
                {
                    scalar.WriteTag(ValueTag, WireFormat.WireType.LengthDelimited);
                    scalar.WriteString(tag);
                    scalar.WriteTag(ValueSimple, WireFormat.WireType.Fixed32);
                    scalar.WriteFloat((float)value);
                })));
            }
        })));
    });

    /// <summary>Seconds since 1970, as TensorBoard counts them.</summary>
    private static void WriteWallTime(CodedOutputStream output, DateTimeOffset? at)
    {
        output.WriteTag(WallTime, WireFormat.WireType.Fixed64);
        output.WriteDouble(at is { } time ? (time - DateTimeOffset.UnixEpoch).TotalSeconds : 0);
    }

    private static byte[] Message(Action<CodedOutputStream> write)
    {
        using var bytes = new MemoryStream();
        using (var output = new CodedOutputStream(bytes, leaveOpen: true))
            write(output);

        return bytes.ToArray();
    }
}
