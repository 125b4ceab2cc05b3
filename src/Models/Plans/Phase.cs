using System.Text.Json.Serialization;

namespace Riverrun.Models.Plans;

/// <summary>A learning-rate phase: the rate as a pure function of the step in the phase and the peak.</summary>
/// <remarks>
/// An <c>Offset</c> is the number of steps of the phase that an earlier stage has taken: a stage may begin
/// in the middle of a phase, so that a fork in mid-warm-up goes on as its parent would have.
/// </remarks>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "type")]
[JsonDerivedType(typeof(WarmUp), "warm-up")]
[JsonDerivedType(typeof(Stable), "stable")]
[JsonDerivedType(typeof(Decaying), "decay")]
public abstract record Phase
{
    private Phase() { }

    /// <summary>The rate of step <paramref name="step"/> (0-based) of a stage with this phase.</summary>
    public abstract double LearningRate(long step, double peak);

    /// <summary>The same phase <paramref name="steps"/> steps further on.</summary>
    public abstract Phase Skip(long steps);

    /// <summary>Linear from 0: step t of <paramref name="Length"/> has <c>peak * t / Length</c>.</summary>
    public sealed record WarmUp(long Length, long Offset = 0) : Phase
    {
        /// <inheritdoc/>
        public override double LearningRate(long step, double peak) => peak * (Offset + step) / Length;

        /// <inheritdoc/>
        public override Phase Skip(long steps) => this with { Offset = Offset + steps };
    }

    /// <summary>The peak, unchanged.</summary>
    public sealed record Stable : Phase
    {
        /// <inheritdoc/>
        public override double LearningRate(long step, double peak) => peak;

        /// <inheritdoc/>
        public override Phase Skip(long steps) => this;
    }

    /// <summary>
    /// From the peak towards <paramref name="FloorRatio"/> of it over <paramref name="Length"/> steps; the floor
    /// itself would be the step after the last.
    /// </summary>
    public sealed record Decaying(DecayShape Shape, long Length, double FloorRatio, long Offset = 0) : Phase
    {
        /// <inheritdoc/>
        public override double LearningRate(long step, double peak) =>
            peak * Decay.Factor(Shape, (Offset + step) / (double)Length, FloorRatio);

        /// <inheritdoc/>
        public override Phase Skip(long steps) => this with { Offset = Offset + steps };
    }
}
