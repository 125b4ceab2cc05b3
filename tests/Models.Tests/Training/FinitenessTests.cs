using System.Runtime.InteropServices;
using Riverrun.Models.Checkpoints;
using Riverrun.Models.Plans;
using Riverrun.Models.Tasks.Language;
using Riverrun.Models.Tests.Tasks.Bigram;
using Riverrun.Models.Training;

namespace Riverrun.Models.Tests.Training;

/// <summary>A state that is not finite is neither stored nor gone on from, nor made a model of.</summary>
public sealed class FinitenessTests
{
    [Theory]
    [InlineData(Precision.Full)]
    [InlineData(Precision.Mixed)]
    public void A_last_update_that_no_loss_shows_is_found_before_the_state_is_stored(Precision precision)
    {
        using var trainer = TinyRun.Fresh(TinyRun.Setup(precision: precision));

        var slice = trainer.Train([1e-2, 1e-2, 1e39]);

        Assert.All([.. slice.Losses, .. slice.GradientNorms], figure => Assert.True(float.IsFinite(figure)));
        var refusal = Assert.Throws<NonFiniteStateException>(trainer.Capture);
        Assert.StartsWith("The state after 3 steps has NaN or infinity in ", refusal.Message, StringComparison.Ordinal);
        Assert.Throws<NonFiniteStateException>(trainer.Capture);
        Assert.Throws<NonFiniteStateException>(trainer.Capture); // None of them kept a snapshot.
    }

    [Fact]
    public void An_absurd_rate_may_leave_the_weights_finite_and_only_the_measurement_wrong()
    {
        using var trainer = TinyRun.Fresh(TinyRun.Setup(TinyRun.Model with { QueryKeyNorm = false }));

        trainer.Train([1e-2, 1e17]);

        using var captured = trainer.Capture();
        Assert.False(double.IsFinite(trainer.Evaluate().Headline.Value));
    }

    [Fact]
    public void A_table_of_a_bigram_that_overflows_is_found_too()
    {
        using var trainer = BigramRiver.Fresh(BigramRiver.Setup(1));

        var slice = trainer.Train([double.PositiveInfinity]);

        Assert.True(float.IsFinite(slice.Losses[0]));
        Assert.Contains(
            "in logits;", Assert.Throws<NonFiniteStateException>(trainer.Capture).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("lm_head.weight", false)]
    [InlineData("model.norm.weight", false)]
    [InlineData("optimizer.exp_avg.model.norm.weight", true)]
    public void A_stored_state_that_is_not_finite_is_gone_on_from_only_without_what_is_wrong(
        string tensor, bool isMoment)
    {
        var setup = TinyRun.Setup(TinyRun.Model with { TiedEmbeddings = false });
        using var trainer = TinyRun.Fresh(setup);
        trainer.Train(TinyRun.Rates(2));
        var state = Spoiled(TinyRun.State(trainer), tensor, float.NaN);

        var refusal = Assert.Throws<NonFiniteStateException>(() => TinyRun.Restored(state, setup));

        Assert.Contains(
            $"The state after 2 steps has NaN or infinity in {tensor};", refusal.Message, StringComparison.Ordinal);
        Assert.Equal(
            $"its state has NaN or infinity in {tensor}, so there is no model in it.",
            new StoredStateCheck().ProblemOf(new MemoryStream(state), setup.Workload));
        var withoutMoments = () => TinyRun.Restored(state, setup, Carry.Everything with { Moments = false }).Dispose();
        if (isMoment)
            withoutMoments();
        else
            Assert.Throws<NonFiniteStateException>(withoutMoments);
    }

    [Fact]
    public void Nothing_is_written_with_or_exported_from_such_a_state()
    {
        using var trainer = TinyRun.Fresh();
        var state = Spoiled(TinyRun.State(trainer), "model.norm.weight", float.NegativeInfinity);
        using var directory = new TemporaryDirectory();

        Assert.Throws<NonFiniteStateException>(() => TinyRun.Text(state));
        Assert.Throws<NonFiniteStateException>(
            () => WeightsExport.Write(
                new MemoryStream(state), directory.Path, TinyRun.Setup().Workload, new Dictionary<string, string>()));
        Assert.Empty(Directory.GetFiles(directory.Path));
    }

    [Theory]
    [InlineData("F32", 1)]
    [InlineData("F32", 77)]
    [InlineData("F64", 33)]
    [InlineData("BF16", 75)]
    [InlineData("F16", 129)]
    public void Every_element_is_looked_at(string type, int count)
    {
        byte[][] wrong = type switch
        {
            "F64" => [Bytes(double.NaN), Bytes(double.NegativeInfinity)],
            "F32" => [Bytes(float.NaN), Bytes(float.PositiveInfinity)],
            "F16" => [Bytes(Half.NaN), Bytes(Half.NegativeInfinity)],
            _ => [[0xC0, 0x7F], [0x80, 0xFF]],
        };
        byte[][] right = type switch
        {
            "F64" => [Bytes(double.MaxValue), Bytes(-double.Epsilon)],
            "F32" => [Bytes(float.MinValue), Bytes(float.Epsilon)],
            "F16" => [Bytes(Half.MaxValue), Bytes(Half.Epsilon)],
            _ => [[0x7F, 0x7F], [0x01, 0x80]],
        };

        for (var i = 0; i < count; i++)
        {
            Assert.All(right, element => Assert.True(Finiteness.IsFinite(With(element, i))));
            Assert.All(wrong, element => Assert.False(Finiteness.IsFinite(With(element, i))));
        }

        SafeTensor With(byte[] element, int at)
        {
            var data = new byte[count * element.Length];
            element.CopyTo(data, at * element.Length);
            return new SafeTensor("x", type, [count], data);
        }
    }

    private static byte[] Bytes<T>(T value)
        where T : unmanaged => MemoryMarshal.AsBytes(new ReadOnlySpan<T>(in value)).ToArray();

    private static byte[] Spoiled(byte[] state, string name, float value)
    {
        var file = SafeTensors.Read(new MemoryStream(state));
        var tensors = file.Tensors.Values.Select(tensor =>
        {
            byte[] data = [.. tensor.Data.Span];
            if (tensor.Name == name)
                Bytes(value).CopyTo(data, data.Length - sizeof(float));
            return tensor with { Data = data };
        });
        using var stream = new MemoryStream();
        SafeTensors.Write(stream, file.Metadata, [.. tensors]);
        return stream.ToArray();
    }
}
