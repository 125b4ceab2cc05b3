using Riverrun.Models.Checkpoints;
using Riverrun.Models.Plans;
using Riverrun.Models.Training;

namespace Riverrun.Models.Tests.Training;

/// <summary>A state with everything in it (<see cref="ActorAndCritic"/>) is stored whole.</summary>
public sealed class WholeStateTests
{
    private const int Steps = 60;

    [Theory]
    [InlineData(1, 1)]
    [InlineData(1, 2)]
    [InlineData(1, 3)]
    [InlineData(2, 4)]
    [InlineData(2, 5)]
    public void Killed_at_random_moments_it_comes_back_to_the_same_bits(int threads, int seed)
    {
        var setup = Setup(threads);
        using var undisturbed = Make(setup, null);
        var whole = undisturbed.Train(TinyRun.Rates(Steps));
        var moments = new Random(seed);
        var (state, losses, norms) = (default(byte[]), new List<float>(), new List<float>());

        while (losses.Count < Steps)
        {
            using var trainer = Make(setup, state);
            var slice = trainer.Train(TinyRun.Rates(Math.Min(moments.Next(1, 15), Steps - losses.Count)));
            state = TinyRun.State(trainer);
            losses.AddRange(slice.Losses);
            norms.AddRange(slice.Columns!["actor-norm"]);
            trainer.Train(TinyRun.Rates(moments.Next(0, 4))); // What a kill takes away.
        }

        Assert.Equal(TinyRun.State(undisturbed), state);
        Assert.Equal(whole.Losses, losses);
        Assert.Equal(whole.Columns!["actor-norm"], norms);
    }

    [Fact]
    public void Every_part_of_it_is_in_the_file_with_its_own_type()
    {
        using var trainer = Make(Setup(1), null);
        trainer.Train(TinyRun.Rates(30));

        var file = SafeTensors.Read(new MemoryStream(TinyRun.State(trainer)));

        Assert.Equal("I64", file.Tensors["actor.1.num_batches_tracked"].DType);
        Assert.Equal("F32", file.Tensors["actor.1.running_mean"].DType);
        Assert.Equal("F64", file.Tensors["memory.environment"].DType);
        Assert.Equal("I64", file.Tensors["memory.head"].DType);
        Assert.Equal([24, 6], file.Tensors["memory.ring"].Shape);
        Assert.Contains("memory.target.weight", file.Tensors.Keys);
        Assert.Contains("optimizer.exp_avg.critic.weight", file.Tensors.Keys);
        Assert.DoesNotContain("optimizer.exp_avg.actor.0.weight", file.Tensors.Keys);
        Assert.Equal(
            ("30", "30", "test"),
            (file.Metadata["counter.actor.optimizer-step"], file.Metadata["counter.critic.optimizer-step"],
                file.Metadata["fact.world"]));
    }

    [Fact]
    public void A_frozen_part_is_stored_and_never_moves()
    {
        using var trainer = Make(Setup(1), null);

        trainer.Train(TinyRun.Rates(20, 0.1));

        var frozen = SafeTensors.Read(new MemoryStream(TinyRun.State(trainer))).Tensors["actor.0.weight"];
        Assert.All(
            System.Runtime.InteropServices.MemoryMarshal.Cast<byte, float>(frozen.Data.Span).ToArray(),
            value => Assert.Equal(0.25f, value));
    }

    [Fact]
    public void Memory_that_is_not_carried_over_begins_anew_and_the_weights_do_not()
    {
        using var trainer = Make(Setup(1), null);
        trainer.Train(TinyRun.Rates(30));
        var state = TinyRun.State(trainer);

        using var fork = Make(Setup(1), state, new Carry(Moments: true, DataPosition: true, Memory: false));
        var (before, after) = (Read(state), Read(TinyRun.State(fork)));

        Assert.Equal(30, fork.Step);
        Assert.Equal(before.Tensors["critic.weight"].Data.ToArray(), after.Tensors["critic.weight"].Data.ToArray());
        Assert.Equal(
            before.Tensors["actor.1.running_mean"].Data.ToArray(),
            after.Tensors["actor.1.running_mean"].Data.ToArray());
        Assert.All(after.Tensors["memory.ring"].Data.ToArray(), value => Assert.Equal(0, value));
        Assert.Equal("0", after.Metadata["counter.resets"]);
        Assert.NotEqual("0", before.Metadata["counter.resets"]);
    }

    private static SafeTensorFile Read(byte[] state) => SafeTensors.Read(new MemoryStream(state));

    private static TrainerSetup Setup(int threads)
    {
        var setup = TinyRun.Setup();
        return setup with { Device = setup.Device with { Threads = threads } };
    }

    private static Trainer Make(TrainerSetup setup, byte[]? state, Carry? carry = null) => new(
        setup,
        new ActorAndCritic(new ObjectiveSetup(setup, "")),
        state is null ? null : new StoredState(new MemoryStream(state), carry ?? Carry.Everything));
}
