using Riverrun.Models.Plans;

namespace Riverrun.Models.Tests.Schedules;

/// <summary>
/// Why the decay is inverse (T6 of language-model-pretraining.md): on a quadratic of curvature h with gradient noise of
/// variance s, the greedily best rate is h V / (h² V + s), and then 1/rate grows linearly and V_t = 1 / (1/V_0 + t
/// h²/s).
/// </summary>
public sealed class NoisyQuadraticTests
{
    private const double Curvature = 2;
    private const double NoiseVariance = 0.5;
    private const double StartVariance = 1;
    private const int Steps = 200;

    [Fact]
    public void The_inverse_decay_is_the_greedily_best_rate()
    {
        var decay = InverseDecay();

        for (var step = 0; step <= Steps; step++)
            Assert.Equal(GreedyRate(step), decay.LearningRate(step, GreedyRate(0)), 12);
    }

    // 20,000 particles: the mean of their squares has a standard error of V √(2/20,000). The worst of 200 correlated z
    // was 2.7.
    [Fact]
    public void Particles_under_the_inverse_decay_spread_as_the_closed_form_says()
    {
        const int particles = 20_000;
        const int seed = 1;
        var random = new Random(seed);
        var decay = InverseDecay();
        double[] positions = [.. Enumerable.Range(0, particles).Select(_ => Math.Sqrt(StartVariance) * Normal(random))];

        for (var step = 0; step < Steps; step++)
        {
            var rate = decay.LearningRate(step, GreedyRate(0));
            for (var i = 0; i < particles; i++)
                positions[i] -= rate * ((Curvature * positions[i]) + (Math.Sqrt(NoiseVariance) * Normal(random)));

            var due = Variance(step + 1);
            var z = (positions.Average(position => position * position) - due) / (due * Math.Sqrt(2.0 / particles));
            Assert.InRange(z, -4.5, 4.5);
        }
    }

    private static Phase.Decaying InverseDecay() =>
        new(DecayShape.Inverse, Steps, FloorRatio: GreedyRate(Steps) / GreedyRate(0));

    private static double Variance(int step) =>
        1 / ((1 / StartVariance) + (step * Curvature * Curvature / NoiseVariance));

    private static double GreedyRate(int step) =>
        Curvature * Variance(step) / ((Curvature * Curvature * Variance(step)) + NoiseVariance);

    private static double Normal(Random random) =>
        Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
}
