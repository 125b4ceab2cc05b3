using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;

namespace Riverrun.Models.Plans;

/// <summary>How gradients become steps.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "type")]
[JsonDerivedType(typeof(AdamW), "adamw")]
[JsonDerivedType(typeof(Sgd), "sgd")]
public abstract record OptimizerConfig
{
    private OptimizerConfig() { }

    /// <summary>
    /// AdamW (Loshchilov and Hutter 1711.05101). Weight decay applies to tensors of two or more dimensions.
    /// </summary>
    /// <param name="Beta1">Decay of the first moment, in [0, 1).</param>
    /// <param name="Beta2">Decay of the second moment, in [0, 1).</param>
    /// <param name="Epsilon">Added to the root of the second moment.</param>
    /// <param name="WeightDecay">Weight decay λ.</param>
    /// <param name="IndependentWeightDecay">Shrink by λ·rate/peak instead of λ·rate (Wortsman et al. 2309.14322), so
    /// that λ does not depend on the peak.</param>
    /// <param name="ClipNorm">Largest norm of the whole gradient; 0 for no clipping.</param>
    public sealed record AdamW(
        [Range(0, 1d, MaximumIsExclusive = true)] double Beta1 = 0.9,
        [Range(0, 1d, MaximumIsExclusive = true)] double Beta2 = 0.95,
        [Range(0, double.PositiveInfinity, MinimumIsExclusive = true)] double Epsilon = 1e-8,
        [Range(0, double.PositiveInfinity)] double WeightDecay = 0.1,
        bool IndependentWeightDecay = false,
        [Range(0, double.PositiveInfinity), SpecKey(Unit = "norm")] double ClipNorm = 1) : OptimizerConfig;

    /// <summary>Plain stochastic gradient descent.</summary>
    public sealed record Sgd : OptimizerConfig;
}
