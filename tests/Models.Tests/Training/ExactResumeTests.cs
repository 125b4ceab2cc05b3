using Riverrun.Models.Plans;
using Riverrun.Models.Training;

namespace Riverrun.Models.Tests.Training;

public sealed class ExactResumeTests
{
    [Theory]
    [InlineData(Precision.Full)]
    [InlineData(Precision.Mixed)]
    public void Stopping_and_resuming_changes_no_bit(Precision precision)
    {
        var setup = TinyRun.Setup(precision: precision);
        using var undisturbed = TinyRun.Fresh(setup);
        using var interrupted = TinyRun.Fresh(setup);

        var whole = undisturbed.Train(TinyRun.Rates(12));
        var before = interrupted.Train(TinyRun.Rates(6));
        using var resumed = TinyRun.Restored(TinyRun.State(interrupted), setup);
        var after = resumed.Train(TinyRun.Rates(6));

        Assert.Equal(whole.Losses, [.. before.Losses, .. after.Losses]);
        Assert.Equal(whole.GradientNorms, [.. before.GradientNorms, .. after.GradientNorms]);
        Assert.Equal(TinyRun.State(undisturbed), TinyRun.State(resumed));
    }

    [Fact]
    public void Slicing_changes_no_bit()
    {
        using var inOne = TinyRun.Fresh();
        using var stepwise = TinyRun.Fresh();

        inOne.Train(TinyRun.Rates(5));
        for (var step = 0; step < 5; step++)
            stepwise.Train(TinyRun.Rates(1));

        Assert.Equal(TinyRun.State(inOne), TinyRun.State(stepwise));
    }

    [Fact]
    public void A_restored_state_is_written_as_the_same_bytes()
    {
        using var trainer = TinyRun.Fresh();
        trainer.Train(TinyRun.Rates(3));
        var state = TinyRun.State(trainer);

        using var restored = TinyRun.Restored(state);

        Assert.Equal(state, TinyRun.State(restored));
        Assert.Equal(3, restored.Step);
    }

    [Fact]
    public void Evaluating_leaves_the_state_and_its_future_alone()
    {
        using var plain = TinyRun.Fresh();
        using var watched = TinyRun.Fresh();

        plain.Train(TinyRun.Rates(2));
        watched.Train(TinyRun.Rates(1));
        watched.Evaluate();
        watched.Train(TinyRun.Rates(1));

        Assert.Equal(TinyRun.State(plain), TinyRun.State(watched));
    }

    [Fact]
    public void Dropout_draws_differently_in_another_workload()
    {
        using var main = TinyRun.Fresh();
        using var other = TinyRun.Fresh(TinyRun.Setup(name: "other"));

        Assert.NotEqual(main.Train(TinyRun.Rates(1)).Losses, other.Train(TinyRun.Rates(1)).Losses);
    }
}
