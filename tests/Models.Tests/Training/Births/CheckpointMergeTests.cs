using System.Numerics;
using System.Runtime.InteropServices;
using Riverrun.Models.Checkpoints;
using Riverrun.Models.Training.Births;

namespace Riverrun.Models.Tests.Training.Births;

public sealed class CheckpointMergeTests
{
    [Fact]
    public void A_weight_is_the_exact_sum_as_far_as_float64_goes_source_by_source_and_rounded_once()
    {
        var random = new Random(7);
        double[] coefficients = [1 / 3.0, 0.25, -0.125, 1 - (1 / 3.0) - 0.125];
        var weights =
            coefficients.Select(_ => Enumerable.Range(0, 300).Select(_ => (float)(random.NextDouble() - 0.5)).ToArray())
                .ToArray();

        var merged = Floats(
            Merge(coefficients, [.. weights.Select(own => State(("w", "F32", Bytes(own))))]).Tensors["w"]);

        for (var i = 0; i < merged.Length; i++)
        {
            var sum = 0.0;
            for (var source = 0; source < weights.Length; source++)
                sum = Rational.Of(sum)
                    .Plus(Rational.Of(
                        Rational.Of(coefficients[source]).Times(Rational.Of(weights[source][i])).Nearest())).Nearest();
            Assert.Equal((float)sum, merged[i]);
        }
    }

    [Fact]
    public void The_order_of_the_list_is_the_order_of_the_sum()
    {
        byte[] huge = Bytes(1e38f, 1), negative = Bytes(-1e38f, 1), small = Bytes(3e-10f, 1);

        var first = Merge(
            [1, 1, 1], State(("w", "F32", huge)), State(("w", "F32", negative)), State(("w", "F32", small)));
        var last = Merge(
            [1, 1, 1], State(("w", "F32", small)), State(("w", "F32", huge)), State(("w", "F32", negative)));

        Assert.Equal([3e-10f, 3], Floats(first.Tensors["w"]));
        Assert.Equal([0f, 3], Floats(last.Tensors["w"]));
    }

    [Fact]
    public void What_is_no_weight_is_the_last_ones_and_so_are_whole_numbers()
    {
        var merged = Merge(
            [0.5, 0.5],
            State("1", ("w", "F32", Bytes(1f)), ("optimizer.exp_avg.w", "F32", Bytes(1f)),
                ("seen", "I64", BitConverter.GetBytes(10L))),
            State("2", ("w", "F32", Bytes(2f)), ("optimizer.exp_avg.w", "F32", Bytes(5f)),
                ("seen", "I64", BitConverter.GetBytes(20L)),
                ("memory.ring", "F32", Bytes(9f))));

        Assert.Equal([1.5f], Floats(merged.Tensors["w"]));
        Assert.Equal([5f], Floats(merged.Tensors["optimizer.exp_avg.w"]));
        Assert.Equal([9f], Floats(merged.Tensors["memory.ring"]));
        Assert.Equal(20L, BitConverter.ToInt64(merged.Tensors["seen"].Data.Span));
        Assert.Equal("2", merged.Metadata["step"]);
    }

    [Fact]
    public void A_tensor_of_several_blocks_is_merged_whole_however_little_is_read_at_once()
    {
        float[] one = [.. Enumerable.Range(0, 150_001)], two = [.. Enumerable.Range(0, 150_001).Select(i => 3f * i)];
        using var merge =
            CheckpointMerge.Open([(State(("w", "F32", Bytes(one))), 0.5), (State(("w", "F32", Bytes(two))), 0.5)]);
        using var whole = new MemoryStream();

        for (var piece = new byte[997]; merge.Read(piece) is > 0 and var read;)
            whole.Write(piece, 0, read);
        whole.Position = 0;

        Assert.Equal([.. one.Select(w => 2 * w)], Floats(SafeTensors.Read(whole).Tensors["w"]));
    }

    [Fact]
    public void One_checkpoint_with_coefficient_1_is_the_same_bytes()
    {
        var state = State(
            "7", ("w", "F32", Bytes(1f, -2f, 3e-41f)), ("d", "F64", BitConverter.GetBytes(Math.PI)),
            ("n", "I64", BitConverter.GetBytes(7L)));
        using var copy = new MemoryStream();

        using (var merge = CheckpointMerge.Open([(state, 1)]))
            merge.CopyTo(copy);

        Assert.Equal(state.ToArray(), copy.ToArray());
    }

    [Theory]
    [InlineData("F16")]
    [InlineData("BF16")]
    public void Sixteen_bits_are_rounded_once(string dtype)
    {
        // Half of the last place of 1, and a little more than float32 can tell from it.
        var (tie, odd) = dtype == "F16" ? (Math.Pow(2, -11), (ushort)0x3C01) : (Math.Pow(2, -8), (ushort)0x3F81);
        byte[] one = BitConverter.GetBytes((ushort)(odd - 1));

        var above = Merge(
            [1, tie, Math.Pow(2, -40)], State(("w", dtype, one)), State(("w", dtype, one)), State(("w", dtype, one)));
        var even = Merge([1, tie], State(("w", dtype, one)), State(("w", dtype, one)));

        Assert.Equal(odd, BitConverter.ToUInt16(above.Tensors["w"].Data.Span));
        Assert.Equal(odd - 1, BitConverter.ToUInt16(even.Tensors["w"].Data.Span));
    }

    [Theory]
    [InlineData("w", "F32", 2, "Checkpoint 1 of the merge has the weight 'w' as F32 [2], and the last one as F32 [1].")]
    [InlineData("w", "F64", 1, "Checkpoint 1 of the merge has the weight 'w' as F64 [1], and the last one as F32 [1].")]
    [InlineData("v", "F32", 1, "Checkpoint 1 of the merge lacks the weight 'w', which the last one has.")]
    public void Another_model_is_refused(string name, string dtype, int elements, string sentence)
    {
        var other = State((name, dtype, new byte[elements * (dtype == "F64" ? 8 : 4)]));

        var refusal =
            Assert.Throws<InvalidDataException>(
                () => CheckpointMerge.Open([(other, 0.5), (State(("w", "F32", Bytes(1f))), 0.5)]));

        Assert.Equal(sentence, refusal.Message);
    }

    [Fact]
    public void A_checkpoint_that_ends_early_is_named()
    {
        var cut = State(("w", "F32", Bytes(1f, 2f)));
        cut.SetLength(cut.Length - 1);

        var refusal = Assert.Throws<InvalidDataException>(() =>
            CheckpointMerge.Open([(cut, 0.5), (State(("w", "F32", Bytes(1f, 2f))), 0.5)]).CopyTo(Stream.Null));

        Assert.Equal("Checkpoint 1 of the merge ends within its tensors.", refusal.Message);
    }

    private static SafeTensorFile Merge(double[] coefficients, params MemoryStream[] states)
    {
        using var merge =
            CheckpointMerge.Open([.. states.Zip(coefficients, (state, coefficient) => ((Stream)state, coefficient))]);

        return SafeTensors.Read(merge);
    }

    private static MemoryStream State(params (string Name, string DType, byte[] Data)[] tensors) => State("0", tensors);

    private static MemoryStream State(string step, params (string Name, string DType, byte[] Data)[] tensors)
    {
        var stream = new MemoryStream();
        SafeTensors.Write(
            stream, new Dictionary<string, string> { ["step"] = step },
            [.. tensors.Select(tensor => new SafeTensor(
                tensor.Name, tensor.DType, [tensor.Data.Length / SafeTensor.ElementBytes(tensor.DType)],
                tensor.Data))]);
        stream.Position = 0;

        return stream;
    }

    private static byte[] Bytes(params float[] floats) => MemoryMarshal.AsBytes(floats.AsSpan()).ToArray();

    private static float[] Floats(SafeTensor tensor) => MemoryMarshal.Cast<byte, float>(tensor.Data.Span).ToArray();

    /// <summary>A dyadic number, exactly: n·2^e. The arithmetic of the standard, done with whole numbers.</summary>
    private readonly record struct Rational(BigInteger N, int E)
    {
        public static Rational Of(double value)
        {
            if (value == 0)
                return new Rational(0, 0);

            var exponent = Math.ILogB(value) - 52;
            return new Rational((BigInteger)Math.ScaleB(value, -exponent), exponent);
        }

        public Rational Times(Rational other) => new(N * other.N, E + other.E);

        public Rational Plus(Rational other) => E <= other.E
            ? new Rational(N + (other.N << (other.E - E)), E)
            : other.Plus(this);

        /// <summary>The nearest float64, from a tie the even one.</summary>
        public double Nearest()
        {
            if (N.IsZero)
                return 0;

            var magnitude = BigInteger.Abs(N);
            var cut = Math.Max(0, (int)magnitude.GetBitLength() - 53);
            var kept = magnitude >> cut;
            var rest = (magnitude - (kept << cut)) << 1;
            var half = BigInteger.One << cut;

            if (cut > 0 && (rest > half || (rest == half && !kept.IsEven)))
                kept++;

            return N.Sign * Math.ScaleB((double)kept, E + cut);
        }
    }
}
