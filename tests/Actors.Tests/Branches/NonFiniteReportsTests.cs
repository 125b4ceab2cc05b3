using Riverrun.Actors.Branches;
using Riverrun.Actors.Devices;
using Riverrun.Models.Plans;
using Riverrun.Models.Training;

namespace Riverrun.Actors.Tests.Branches;

/// <summary>
/// Nothing goes on from a step, a measurement or a state that is not finite, however often it is asked to.
/// </summary>
public sealed class NonFiniteReportsTests
{
    private const string Advice = "a lower learning-rate.peak, a longer warm-up or z-loss may help.";

    [Theory]
    [InlineData(float.NaN, 1, "The loss is NaN at step 11; ")]
    [InlineData(float.PositiveInfinity, float.NaN, "The loss is Infinity at step 11; ")]
    [InlineData(1, float.PositiveInfinity, "The gradient norm is Infinity at step 11; ")]
    [InlineData(1, float.NaN, "The gradient norm is NaN at step 11; ")]
    public void A_step_that_is_not_finite_fails_the_branch(float loss, float norm, string reason)
    {
        var slice = Branch.Slice(10, 4) with { Losses = [1, loss, 2, 3], GradientNorms = [1, norm, 2, 3] };

        var failed = Branch.TrainedTo(10).After(Branch.TrainedTo(10).Told(Branch.Progressed(slice)));

        Assert.Equal(12, failed.Step);
        Assert.Equal(reason + Advice, failed.Failure);
    }

    [Fact]
    public void Saying_the_command_again_comes_back_to_the_same_step_with_the_same_sentence()
    {
        var slice = Branch.Slice(10, 5) with { Losses = [1, 2, float.NaN, float.NaN, float.NaN] };
        var state = Branch.TrainedTo(10, 10).After(Branch.TrainedTo(10, 10).Told(Branch.Progressed(slice)));
        var first = state.Failure;

        for (var attempt = 1; attempt < 20; attempt++)
        {
            state = Again(state, attempt);
            state = state.After(state.Told(Branch.Progressed(slice, epoch: attempt + 1)));

            Assert.Equal((13, first), (state.Step, state.Failure));
            Assert.Equal(10, state.Latest?.Step);
        }
    }

    [Fact]
    public void Steps_that_an_older_build_took_beyond_one_that_was_not_finite_are_not_gone_on_from()
    {
        var slice = Branch.Slice(10, 5) with { Losses = [1, 2, float.NaN, float.NaN, float.NaN] };
        var older = Branch.TrainedTo(10, 10).Apply(new BranchEvent.StepsTaken(
            10, slice.Losses, slice.LearningRates, slice.GradientNorms, slice.Tokens, 1));
        var state = Again(older, 1);

        var after = state.After(state.Told(Branch.Progressed(slice, epoch: 2)));

        Assert.Equal(15, after.Step);
        Assert.StartsWith("The loss is NaN at step 12;", after.Failure, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(double.NaN, 1.0, 1.0, "validation loss is NaN")]
    [InlineData(double.PositiveInfinity, double.PositiveInfinity, 1.0, "validation loss is Infinity")]
    [InlineData(1, double.NaN, 1.0, "bits per byte is NaN")]
    [InlineData(1, null, double.NaN, "excess is NaN")]
    public void A_measurement_that_is_not_finite_fails_the_branch_before_its_state_is_stored(
        double loss, double? bits, double excess, string what)
    {
        var trained = Branch.TrainedTo(40, 25);
        var evaluation = new Evaluation(loss, bits, new Dictionary<string, double> { ["excess"] = excess });
        var saved = new DeviceReport.Saved(40, Branch.Digest(40), "stage-end") { Epoch = 1 };

        var failed = trained.After(trained.Told(new DeviceReport.Evaluated(40, evaluation) { Epoch = 1 }));

        Assert.Equal($"The {what} after 40 steps; {Advice}", failed.Failure);
        Assert.Empty(failed.Told(saved).Events);
        Assert.Equal(25, failed.Latest?.Step);
    }

    [Fact]
    public void A_state_that_is_measured_between_the_ends_of_stages_waits_for_its_measurement_too()
    {
        var order = Branch.Order with
        {
            Workload = Branch.Order.Workload with { Evaluation = new EvaluationConfig(EverySteps: 5, Windows: 1) },
        };
        var trained = Branch.TrainedTo(30) with { Order = order };
        var saved = new DeviceReport.Saved(30, Branch.Digest(30), "periodic") { Epoch = 1 };
        var measured =
            trained.Apply(new BranchEvent.Evaluated(30, new Evaluation(1, 1, new Dictionary<string, double>())));

        Assert.True(trained.IsAhead(saved));
        Assert.False(measured.IsAhead(saved));
        Assert.False((trained with { ResumedFrom = 30 }).IsAhead(saved));
        Assert.False(trained.IsAhead(saved with { Step = 29, Reason = "requested" }));
    }

    private static BranchState Again(BranchState state, int attempt) => state
        .Apply(new BranchEvent.LeaseLost(attempt, "failed"))
        .Apply(new BranchEvent.WishChanged(Wish.Train, attempt))
        .Apply(new BranchEvent.LeaseTaken("device:0", attempt + 1, 10));
}
