using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;

namespace Riverrun.Models.Plans;

/// <summary>
/// How the rotary frequencies of a model were lowered to read longer windows: a closed family, pure data.
/// </summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "type")]
[JsonDerivedType(typeof(Linear), "linear")]
[JsonDerivedType(typeof(Llama3), "llama3")]
public abstract record RopeScaling
{
    private RopeScaling() { }

    /// <summary>All frequencies over one factor (Chen et al. 2306.15595, §2.3).</summary>
    /// <param name="Factor">What frequencies are divided by: all, or for <c>llama3</c> the low ones.</param>
    public sealed record Linear([Range(1, double.PositiveInfinity)] double Factor) : RopeScaling;

    /// <summary>
    /// Low frequencies over a factor, high ones as they were, and those between them in between: as in the published
    /// Llama 3.1 (Grattafiori et al. 2407.21783).
    /// </summary>
    /// <param name="Factor">What frequencies are divided by: all, or for <c>llama3</c> the low ones.</param>
    /// <param name="LowFrequencyFactor">Frequencies with fewer turns than this in the original context are low.</param>
    /// <param name="HighFrequencyFactor">Those with more turns than this are high; above
    /// <paramref name="LowFrequencyFactor"/>.</param>
    /// <param name="OriginalContext">Tokens of a window before.</param>
    public sealed record Llama3(
        [Range(1, double.PositiveInfinity)] double Factor,
        [Range(0, double.PositiveInfinity, MinimumIsExclusive = true),
            SpecKey(Unit = "turns")] double LowFrequencyFactor,
        [SpecKey(Unit = "turns")] double HighFrequencyFactor,
        [Range(1, int.MaxValue), SpecKey(Unit = "tokens")] int OriginalContext) : RopeScaling, IConsistent
    {
        /// <inheritdoc/>
        public KeyProblem? Problem() => HighFrequencyFactor > LowFrequencyFactor
            ? null
            : new KeyProblem("high-frequency-factor", FormattableString.Invariant(
                $"must be a number above {{low-frequency-factor}}, {LowFrequencyFactor}"));
    }
}
