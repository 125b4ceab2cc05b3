using static TorchSharp.torch;

namespace Riverrun.Models.Layers;

/// <summary>
/// Rotary positions (Su et al. 2104.09864, §3.2.2). Channel i is paired with i + D/2, not with its neighbour as in
/// the paper: the order of the channels in published Llama weights.
/// </summary>
public sealed class RotaryEmbedding : IDisposable
{
    private readonly int _width;
    private readonly Tensor _cosine; // (T, 1, D)
    private readonly Tensor _sine;   // (T, 1, D), negated in its first half

    /// <summary>Tables for positions below <paramref name="context"/>.</summary>
    /// <param name="width">Channels D of one head; even.</param>
    /// <param name="context">Positions T.</param>
    /// <param name="frequencyBase">Base of the frequencies, 10,000 in the paper.</param>
    /// <param name="type">Type of what is rotated.</param>
    /// <param name="device">Where it is rotated.</param>
    public RotaryEmbedding(int width, int context, double frequencyBase, ScalarType type, Device device)
    {
        using var scope = NewDisposeScope();
        _width = width;
        var exponents = arange(0, width, 2, dtype: ScalarType.Float64) / width; // (D/2)
        var frequencies = pow(frequencyBase, exponents).reciprocal();
        var angles = arange(context, dtype: ScalarType.Float64).unsqueeze(1) * frequencies; // (T, D/2)
        var (cosine, sine) = (angles.cos(), angles.sin());
        _cosine = Table(cosine, cosine);
        _sine = Table(-sine, sine);

        Tensor Table(Tensor first, Tensor second) =>
            cat([first, second], -1).unsqueeze(1).to(type).to(device).DetachFromDisposeScope();
    }

    /// <summary>Rotates every head of <paramref name="x"/> (B, T, H, D) by its position.</summary>
    public Tensor Rotate(Tensor x)
    {
        using var scope = NewDisposeScope();
        var time = x.shape[1];
        var swapped = x.roll(_width / 2, -1);
        return (x * _cosine.narrow(0, 0, time))
            .addcmul(swapped, _sine.narrow(0, 0, time), 1)
            .MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _cosine.Dispose();
        _sine.Dispose();
    }
}
