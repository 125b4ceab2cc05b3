using Riverrun.Models.Native;
using Riverrun.Models.Plans;
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
    /// <param name="scaling">How the frequencies are lowered; null for not at all.</param>
    public RotaryEmbedding(
        int width, int context, double frequencyBase, ScalarType type, Device device, RopeScaling? scaling = null)
    {
        _width = width;
        var (cosines, sines) = (new double[context * width], new double[context * width]);
        for (var i = 0; i < cosines.Length; i++)
        {
            var (position, channel) = (i / width, i % (width / 2));
            var (sine, cosine) = Math.SinCos(position * RotaryFrequencies.Of(channel, width, frequencyBase, scaling));
            cosines[i] = cosine;
            sines[i] = i % width < width / 2 ? -sine : sine;
        }

        _cosine = Table(cosines);
        _sine = Table(sines);

        Tensor Table(double[] values)
        {
            using var scope = NewDisposeScope();
            return tensor(values, [context, 1, width], dtype: type, device: device).DetachFromDisposeScope();
        }
    }

    /// <summary>Rotates every head of <paramref name="x"/> (B, T, H, D) by its position.</summary>
    public Tensor Rotate(Tensor x)
    {
        using var scope = NewDisposeScope();
        var time = x.shape[1];
        var swapped = x.roll(_width / 2, -1);
        return (x * _cosine.narrow(0, 0, time))
            .addcmul(swapped, _sine.narrow(0, 0, time), HeldScalars.One)
            .MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _cosine.Dispose();
        _sine.Dispose();
    }
}
