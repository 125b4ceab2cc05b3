using System.Buffers.Binary;
using System.Text;
using System.Text.Json;
using FsCheck.Xunit;
using Riverrun.Models.Checkpoints;

namespace Riverrun.Models.Tests.Checkpoints;

public sealed class SafeTensorsTests
{
    private static readonly Dictionary<string, string> NoMetadata = [];

    [Fact]
    public void The_bytes_are_those_of_the_format()
    {
        var bytes = Write(
            new Dictionary<string, string> { ["b"] = "2", ["a"] = "1" },
            new SafeTensor("weight", "F32", [2], Floats(1, 2)),
            new SafeTensor("count", "I64", [], BitConverter.GetBytes(7L)));

        const string header = """{"__metadata__":{"a":"1","b":"2"},"count":{"dtype":"I64","shape":[],"data_offsets":[0,8]},"weight":{"dtype":"F32","shape":[2],"data_offsets":[8,16]}}""";
        var length = BinaryPrimitives.ReadInt64LittleEndian(bytes);
        Assert.Equal(0, length % 8);
        Assert.Equal(header.PadRight((int)length), Encoding.UTF8.GetString(bytes, 8, (int)length));
        Assert.Equal([.. BitConverter.GetBytes(7L), .. Floats(1, 2)], bytes[(8 + (int)length)..]);
    }

    [Fact]
    public void The_order_of_tensors_and_metadata_does_not_matter()
    {
        SafeTensor first = new("a", "F32", [1], Floats(1)), second = new("b", "F64", [1], new byte[8]);

        Assert.Equal(
            Write(new Dictionary<string, string> { ["x"] = "1", ["Y"] = "2" }, first, second),
            Write(new Dictionary<string, string> { ["Y"] = "2", ["x"] = "1" }, second, first));
    }

    [Property]
    public bool What_is_written_is_read(byte[][] columns, string?[] names)
    {
        var tensors =
            columns.Zip(names.Where(name => IsUnicode(name) && name != "__metadata__").Distinct(), (column, name) =>
            new SafeTensor(name!, "U8", [1, column.Length], column)).ToArray();
        var metadata = tensors.ToDictionary(tensor => tensor.Name, tensor => tensor.Name + "!");

        foreach (var stream in (Stream[])[
            new MemoryStream(Write(metadata, tensors)), new Pipe(Write(metadata, tensors))])
        {
            var file = SafeTensors.Read(stream);
            if (file.Tensors.Count != tensors.Length || !tensors.All(tensor =>
                file.Metadata[tensor.Name] == metadata[tensor.Name]
                && file.Tensors[tensor.Name].Data.Span.SequenceEqual(tensor.Data.Span)
                && file.Tensors[tensor.Name].Shape.SequenceEqual(tensor.Shape)))
            {
                return false;
            }
        }

        return true;
    }

    [Theory]
    [InlineData("""{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}""", 8, null)]
    [InlineData("""{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}""", 7, "ends within tensor 'a'")]
    [InlineData("""{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}""", 9, "follow the last tensor")]
    [InlineData("""{"a":{"dtype":"F32","shape":[3],"data_offsets":[0,8]}}""", 8, "[3]")]
    [InlineData("""{"a":{"dtype":"F31","shape":[2],"data_offsets":[0,8]}}""", 8, "F31")]
    [InlineData("""{"a":{"dtype":"F32","shape":[-2],"data_offsets":[0,8]}}""", 8, "[-2]")]
    [InlineData("""{"a":{"dtype":"F32","shape":[2.5],"data_offsets":[0,8]}}""", 8, "whole numbers")]
    [InlineData("""{"a":{"dtype":"F32","shape":[2],"data_offsets":[8,0]}}""", 8, "data_offsets")]
    [InlineData("""{"a":{"dtype":"F32","shape":[2],"data_offsets":[-8,0]}}""", 8, "data_offsets")]
    [InlineData("""{"a":{"dtype":"F32","shape":[2],"data_offsets":[8,16]}}""", 16, "0 was due")]
    [InlineData("""{"a":{"dtype":"F32","shape":[4294967296,4294967296],"data_offsets":[0,8]}}""", 8, "do not fit")]
    [InlineData("""{"a":{"dtype":"F32","shape":[4611686018427387904,4],"data_offsets":[0,0]}}""", 0, "do not fit")]
    [InlineData("""{"a":{"dtype":"U8","shape":[2000000000],"data_offsets":[0,2000000000]}}""", 8, "2000000000")]
    [InlineData("""{"a":{"dtype":"U8","shape":[9000000000000000000],"data_offsets":[0,9000000000000000000]}}""", 8, "9000000000000000000")]
    [InlineData("""{"a":{"dtype":"U8","shape":[8],"data_offsets":[0,8]},"b":{"dtype":"U8","shape":[8],"data_offsets":[4,12]}}""", 12, "overlap")]
    [InlineData("""{"a":{"dtype":"U8","shape":[8],"data_offsets":[0,8]},"a":{"dtype":"U8","shape":[8],"data_offsets":[8,16]}}""", 16, "JSON")]
    [InlineData("""{"a":{"dtype":"U8","shape":[8]}}""", 8, "data_offsets")]
    [InlineData("""{"a":7}""", 0, "'a'")]
    [InlineData("""{"__metadata__":{"a":7}}""", 0, "strings")]
    [InlineData("""{"\ud800":7}""", 0, "JSON")]
    [InlineData("""{"__metadata__":{"a":"\ud800"}}""", 0, "Unicode")]
    [InlineData("[1]", 0, "object")]
    [InlineData("{nonsense", 0, "JSON")]
    public void Hostile_headers_are_refused_in_a_sentence(string header, int dataBytes, string? reason)
    {
        var text = Encoding.UTF8.GetBytes(header);
        byte[] bytes = [.. BitConverter.GetBytes((long)text.Length), .. text, .. new byte[dataBytes]];

        foreach (var stream in (Stream[])[new MemoryStream(bytes), new Pipe(bytes)])
        {
            if (reason is null)
                Assert.Single(SafeTensors.Read(stream).Tensors);
            else
                Assert.Contains(
                    reason,
                    Assert.Throws<InvalidDataException>(() => SafeTensors.Read(stream)).Message,
                    StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData(long.MaxValue)]
    [InlineData(100_000_001)]
    [InlineData(99_000_000)]
    [InlineData(-1)]
    [InlineData(1)]
    public void A_header_length_that_cannot_be_is_refused_without_its_memory(long length)
    {
        byte[] bytes = [.. BitConverter.GetBytes(length), .. "{}"u8];
        foreach (var stream in (Stream[])[new MemoryStream(bytes), new Pipe(bytes)])
        {
            var before = GC.GetAllocatedBytesForCurrentThread();

            Assert.Throws<InvalidDataException>(() => SafeTensors.Read(stream));

            Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 4 << 20);
        }
    }

    [Property(MaxTest = 500)]
    public bool Any_damage_is_refused_or_harmless(int at, byte value, int length)
    {
        var bytes = Write(
            new Dictionary<string, string> { ["k"] = "v" }, new SafeTensor("a", "F32", [2], Floats(1, 2)));
        bytes[(int)((uint)at % (uint)bytes.Length)] = value;
        try
        {
            SafeTensors.Read(new MemoryStream(bytes, 0, (int)((uint)length % (uint)(bytes.Length + 1))));
            return true;
        }
        catch (InvalidDataException)
        {
            return true;
        }
    }

    [Fact]
    public void A_tensor_whose_bytes_do_not_fit_is_not_written()
    {
        var refusal =
            Assert.Throws<ArgumentException>(() => Write(NoMetadata, new SafeTensor("a", "F32", [3], Floats(1, 2))));

        Assert.Contains("12", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Two_tensors_of_one_name_are_not_written()
    {
        var tensor = new SafeTensor("a", "F32", [1], Floats(1));

        Assert.Throws<ArgumentException>(() => Write(NoMetadata, tensor, tensor));
    }

    [Fact]
    public void The_header_is_plain_JSON()
    {
        var bytes = Write(NoMetadata, new SafeTensor("a\"b\n", "F64", [0, 5], default));

        using var header = JsonDocument.Parse(bytes.AsMemory(8));
        Assert.Equal("a\"b\n", header.RootElement.EnumerateObject().Single().Name);
    }

    private static bool IsUnicode(string? name) =>
        name is not null && name.EnumerateRunes().All(rune => rune != Rune.ReplacementChar);

    private static byte[] Floats(params float[] values) => [.. values.SelectMany(BitConverter.GetBytes)];

    private static byte[] Write(IReadOnlyDictionary<string, string> metadata, params SafeTensor[] tensors)
    {
        using var stream = new MemoryStream();
        SafeTensors.Write(stream, metadata, tensors);
        return stream.ToArray();
    }

    /// <summary>A source that does not know its length.</summary>
    private sealed class Pipe(byte[] bytes) : MemoryStream(bytes)
    {
        public override bool CanSeek => false;

        public override long Length => throw new NotSupportedException();
    }
}
