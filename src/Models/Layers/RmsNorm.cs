using Riverrun.Models.Native;
using TorchSharp;
using TorchSharp.Modules;
using TorchSharp.Utils;
using static TorchSharp.torch;

namespace Riverrun.Models.Layers;

/// <summary>
/// Root-mean-square norm (Zhang and Sennrich 1910.07467, eq. 4): x / sqrt(mean(x²) + ε) · g, over the last
/// dimension. ε stands inside the root, as in Llama.
/// </summary>
public sealed class RmsNorm : nn.Module<Tensor, Tensor>
{
    private readonly Scalar _width;
    private readonly Scalar _epsilon;

    [ComponentName(Name = "weight")]
    private readonly Parameter _gain;

    /// <summary>A norm with a gain of 1.</summary>
    /// <param name="width">Size of the last dimension.</param>
    /// <param name="epsilon">Added to the mean square.</param>
    /// <param name="type">Type of the gain and of what is normed.</param>
    public RmsNorm(int width, double epsilon, ScalarType type)
        : base(nameof(RmsNorm))
    {
        _width = width.ToScalar();
        _epsilon = epsilon.ToScalar();
        _gain = new Parameter(ones(width, dtype: type));
        RegisterComponents();
    }

    /// <summary>Norms <paramref name="x"/> (…, D).</summary>
    public override Tensor forward(Tensor x)
    {
        using var scope = NewDisposeScope();
        // One reduction instead of pow and mean: half the time of a step's norms, the same values to a rounding.
        var length = x.norm(-1, keepdim: true); // (…, 1)
        var inverse = (length * length).div_(_width).add_(_epsilon, HeldScalars.One).rsqrt_();
        return (x * inverse * _gain).MoveToOuterDisposeScope();
    }
}
