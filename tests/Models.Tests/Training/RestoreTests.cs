using Riverrun.Models.Checkpoints;
using Riverrun.Models.Plans;
using Riverrun.Models.Training;

namespace Riverrun.Models.Tests.Training;

public sealed class RestoreTests
{
    [Fact]
    public void A_state_names_its_step_its_position_and_its_build_but_no_time_or_place()
    {
        using var trainer = TinyRun.Fresh();
        trainer.Train(TinyRun.Rates(3));

        var file = SafeTensors.Read(new MemoryStream(TinyRun.State(trainer)));

        Assert.Equal(
            [
                "commit", "device", "format", "libtorch", "optimizer-step", "position", "precision", "riverrun",
                "schema", "step",
                "threads", "torchsharp", "workload",
            ],
            file.Metadata.Keys.Order(StringComparer.Ordinal));
        Assert.Equal(
            ("3", "12", "3"), (file.Metadata["step"], file.Metadata["position"], file.Metadata["optimizer-step"]));
        Assert.Contains("model.embed_tokens.weight", file.Tensors.Keys);
        Assert.Contains("optimizer.exp_avg.model.norm.weight", file.Tensors.Keys);
        Assert.Contains("optimizer.exp_avg_sq.model.norm.weight", file.Tensors.Keys);
    }

    [Fact]
    public void Without_the_data_position_a_branch_reads_from_the_start()
    {
        var state = Trained();
        using var carried = TinyRun.Restored(state, carry: Carry.Everything);
        using var restarted = TinyRun.Restored(state, carry: Carry.Everything with { DataPosition = false });

        carried.Train(TinyRun.Rates(1));
        restarted.Train(TinyRun.Rates(1));

        Assert.Equal("16", Metadata(TinyRun.State(carried))["position"]);
        Assert.Equal("4", Metadata(TinyRun.State(restarted))["position"]);
        Assert.NotEqual(Weights(TinyRun.State(carried)), Weights(TinyRun.State(restarted)));
    }

    [Fact]
    public void Without_the_moments_they_start_at_zero_and_the_optimizer_counts_anew()
    {
        var state = Trained();

        using var bare = TinyRun.Restored(state, carry: Carry.Everything with { Moments = false });
        var restored = SafeTensors.Read(new MemoryStream(TinyRun.State(bare)));

        Assert.Equal(3, bare.Step);
        Assert.Equal("0", restored.Metadata["optimizer-step"]);
        Assert.Equal(Weights(state), Weights(TinyRun.State(bare)));
        Assert.All(
            restored.Tensors.Values.Where(tensor => tensor.Name.StartsWith("optimizer.", StringComparison.Ordinal)),
            tensor => Assert.Equal(-1, tensor.Data.Span.IndexOfAnyExcept((byte)0)));
    }

    [Fact]
    public void A_fork_may_change_its_settings_as_long_as_the_shapes_agree()
    {
        var setup = TinyRun.Setup(
            TinyRun.Model with { Dropout = 0, ZLoss = 0 }, optimizer: new OptimizerConfig.AdamW(WeightDecay: 0));

        using var fork = TinyRun.Restored(Trained(), setup);

        Assert.Equal(3, fork.Step);
        Assert.NotEqual(Metadata(Trained())["workload"], Metadata(TinyRun.State(fork))["workload"]);
    }

    [Fact]
    public void A_state_of_another_shape_is_refused_by_the_tensor_that_differs()
    {
        var wider = TinyRun.Setup(TinyRun.Model with { FeedForwardWidth = 32 });
        var deeper = TinyRun.Setup(TinyRun.Model with { Layers = 3 });
        var shallower = TinyRun.Setup(TinyRun.Model with { Layers = 1 });

        Assert.Contains("[24, 16]", Refusal(wider), StringComparison.Ordinal);
        Assert.Contains("no tensor 'model.layers.2", Refusal(deeper), StringComparison.Ordinal);
        Assert.Contains("that the model lacks", Refusal(shallower), StringComparison.Ordinal);

        static string Refusal(Riverrun.Models.Training.TrainerSetup setup) =>
            Assert.Throws<InvalidDataException>(() => TinyRun.Restored(Trained(), setup)).Message;
    }

    [Fact]
    public void What_is_no_training_state_is_refused()
    {
        using var stream = new MemoryStream();
        SafeTensors.Write(stream, new Dictionary<string, string> { ["format"] = "pt" }, []);

        Assert.Throws<InvalidDataException>(() => TinyRun.Restored([1, 2, 3]));
        Assert.Throws<InvalidDataException>(() => TinyRun.Restored(Trained()[..^10]));
        Assert.Contains(
            "no training state",
            Assert.Throws<InvalidDataException>(() => TinyRun.Restored(stream.ToArray())).Message,
            StringComparison.Ordinal);
    }

    private static byte[] Trained()
    {
        using var trainer = TinyRun.Fresh();
        trainer.Train(TinyRun.Rates(3));
        return TinyRun.State(trainer);
    }

    private static IReadOnlyDictionary<string, string> Metadata(byte[] state) =>
        SafeTensors.Read(new MemoryStream(state)).Metadata;

    private static byte[] Weights(byte[] state) =>
        [.. SafeTensors.Read(new MemoryStream(state)).Tensors.Values
            .Where(tensor => tensor.Name.StartsWith("model.", StringComparison.Ordinal))
            .OrderBy(tensor => tensor.Name, StringComparer.Ordinal)
            .SelectMany(tensor => tensor.Data.ToArray())];
}
