using Riverrun.Models.Native;
using TorchSharp;
using static TorchSharp.torch;

namespace Riverrun.Models.Layers;

/// <summary>
/// Dropout (Srivastava et al. 2014) of a residual branch, scaled while training. The mask comes from a generator that
/// the caller seeds before every step, so that there is no state of a random generator to save.
/// </summary>
/// <param name="probability">Probability that an element is dropped, in [0, 1).</param>
public sealed class ResidualDropout(double probability)
{
    private readonly Scalar _kept = (1 - probability).ToScalar();

    /// <summary>Adds what is left of <paramref name="branch"/> to <paramref name="stream"/>, both (B, T, D).</summary>
    /// <param name="stream">The residual stream.</param>
    /// <param name="branch">What a layer adds to it.</param>
    /// <param name="generator">Where the mask comes from; null adds the whole branch.</param>
    public Tensor Add(Tensor stream, Tensor branch, Generator? generator)
    {
        if (generator is null || probability == 0)
            return stream.add(branch, HeldScalars.One);
        using var scope = NewDisposeScope();
        return stream.add(branch * Mask(stream, generator), HeldScalars.One).MoveToOuterDisposeScope();
    }

    private Tensor Mask(Tensor like, Generator generator)
    {
        using var frozen = no_grad();
        return empty_like(like).bernoulli_(1 - probability, generator).div_(_kept);
    }
}
