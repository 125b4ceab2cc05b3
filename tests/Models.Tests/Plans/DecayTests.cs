using Riverrun.Models.Plans;
using Riverrun.Models.Tests.Schedules;

namespace Riverrun.Models.Tests.Plans;

/// <summary>T1: learning rates against the papers' formulas, worked out by hand.</summary>
public sealed class DecayTests
{
    [Theory]
    [InlineData(DecayShape.Inverse, new[] { 1, 1 / 1.9, 1 / 3.25, 1 / 5.5, 0.1 })]
    [InlineData(DecayShape.Linear, new[] { 1, 0.91, 0.775, 0.55, 0.1 })]
    [InlineData(DecayShape.OneMinusSqrt, new[] { 1, 0.7153950105848459, 0.55, 0.3636038969321073, 0.1 })]
    [InlineData(DecayShape.Cosine, new[] { 1, 0.9779754323328191, 0.8681980515339464, 0.55, 0.1 })]
    [InlineData(DecayShape.Exponential, new[] { 1, 0.7943282347242815, 0.5623413251903491, 0.31622776601683794, 0.1 })]
    public void A_shape_has_its_published_values_from_the_peak_to_the_floor(DecayShape shape, double[] expected)
    {
        double[] progress = [0, 0.1, 0.25, 0.5, 1];

        var factors = progress.Select(x => Decay.Factor(shape, x, 0.1));

        Assert.All(factors.Zip(expected), pair => Assert.Equal(pair.Second, pair.First, 1e-12));
    }

    [Fact]
    public void One_over_the_inverse_rate_is_a_straight_line()
    {
        var phase = new Phase.Decaying(DecayShape.Inverse, 1000, 0.1);
        var reciprocal = Enumerable.Range(0, 1000).Select(step => 1 / phase.LearningRate(step, 3e-3)).ToList();

        var line = Enumerable.Range(0, 1000).Select(step => (1 / 3e-3) + (((1 / 3e-4) - (1 / 3e-3)) * step / 1000));

        Assert.All(reciprocal.Zip(line), pair => Assert.Equal(1, pair.First / pair.Second, 1e-12));
    }

    [Theory]
    [InlineData(DecayShape.Inverse, true)]
    [InlineData(DecayShape.Exponential, true)]
    [InlineData(DecayShape.Linear, false)]
    [InlineData(DecayShape.OneMinusSqrt, false)]
    [InlineData(DecayShape.Cosine, false)]
    public void A_shape_says_whether_it_needs_a_floor(DecayShape shape, bool needed) =>
        Assert.Equal(needed, Decay.NeedsFloor(shape));

    [Fact]
    public void Every_shape_only_falls()
    {
        foreach (var shape in Enum.GetValues<DecayShape>())
        {
            var factors = Enumerable.Range(0, 101).Select(i => Decay.Factor(shape, i / 100.0, 0.05)).ToList();

            Assert.All(factors.Zip(factors.Skip(1)), pair => Assert.True(pair.Second < pair.First, $"{shape}"));
        }
    }

    [Fact]
    public void Warm_up_is_linear_from_zero_and_meets_the_peak()
    {
        var stages = Rivers.Of(PolicyKind.WarmupStableDecaySimplified, [100], warmUp: 10).Plan()[0].Stages;

        Assert.Equal([0, 0.1, 0.5, 0.9, 1, 1], new long[] { 0, 1, 5, 9, 10, 11 }.Select(stages.RateAt));
    }

    /// <summary>
    /// Levanter's own test of its cycles; its cycles are measured for the decay, so the basis is the cycle.
    /// </summary>
    [Fact]
    public void Cycles_at_300_700_and_1000_have_the_rates_that_Levanter_tests()
    {
        var stages = Rivers.Of(PolicyKind.WarmupStableDecaySimplified, [300, 700, 1000], DecayBasis.Cycle).Plan()[0]
            .Stages;

        Assert.Equal(1, stages.RateAt(269));
        Assert.True(stages.RateAt(271) < 1);
        Assert.Equal(1, stages.RateAt(300));
        Assert.Equal(1, stages.RateAt(659));
        Assert.True(stages.RateAt(661) < 1);
        Assert.Equal(1, stages.RateAt(701));
        Assert.Equal(1, stages.RateAt(969));
        Assert.True(stages.RateAt(971) < 1);
    }

    [Theory]
    [InlineData(DecayBasis.Total, 0.1, 400, 200, 40)]
    [InlineData(DecayBasis.Cycle, 0.1, 400, 200, 20)]
    [InlineData(DecayBasis.Steps, 30, 400, 200, 30)]
    [InlineData(DecayBasis.Total, 0.1, 45, 0, 5)]
    [InlineData(DecayBasis.Total, 0.01, 10, 0, 1)]
    public void A_decay_length_is_measured_on_its_basis(
        DecayBasis basis, double value, long budget, long cycleStart, long steps) =>
        Assert.Equal(steps, new DecayLength(basis, value).StepsFor(budget, cycleStart));

    [Fact]
    public void A_phase_that_is_skipped_into_goes_on_as_the_whole_one()
    {
        Phase[] phases = [new Phase.WarmUp(50), new Phase.Stable(), new Phase.Decaying(DecayShape.Cosine, 50, 0.1)];

        Assert.All(phases, phase => Assert.Equal(phase.LearningRate(37, 3e-3), phase.Skip(30).LearningRate(7, 3e-3)));
    }

    [Fact]
    public void A_stage_refuses_a_step_that_is_not_its_own()
    {
        var stage = new Stage("stable-100", 10, 90, new Phase.Stable(), 1);

        var refusal = Assert.Throws<ArgumentOutOfRangeException>(() => stage.LearningRateAt(100));

        Assert.Contains("Stage stable-100 has steps 10 to 99.", refusal.Message, StringComparison.Ordinal);
    }
}
