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
    private readonly int _width;
    private readonly double _epsilon;

    [ComponentName(Name = "weight")]
    private readonly Parameter _gain;

    /// <summary>A norm with a gain of 1.</summary>
    /// <param name="width">Size of the last dimension.</param>
    /// <param name="epsilon">Added to the mean square.</param>
    /// <param name="type">Type of the gain and of what is normed.</param>
    public RmsNorm(int width, double epsilon, ScalarType type)
        : base(nameof(RmsNorm))
    {
        _width = width;
        _epsilon = epsilon;
        _gain = new Parameter(ones(width, dtype: type));
        RegisterComponents();
    }

    /// <summary>Norms <paramref name="x"/> (…, D).</summary>
    public override Tensor forward(Tensor x)
    {
        using var scope = NewDisposeScope();
        // One reduction instead of pow and mean: half the time of a step's norms, the same values to a rounding.
        var length = x.norm(-1, keepdim: true); // (…, 1)
        var inverse = (length.square() / _width + _epsilon).rsqrt();
        return (x * inverse * _gain).MoveToOuterDisposeScope();
    }
}
