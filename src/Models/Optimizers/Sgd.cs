using TorchSharp;
using static TorchSharp.torch;

namespace Riverrun.Models.Optimizers;

/// <summary>Plain stochastic gradient descent (Robbins and Monro 1951): θ ← θ - rate · g.</summary>
/// <param name="parameters">What it moves.</param>
public sealed class Sgd(FlatParameters parameters) : IOptimizer
{
    /// <inheritdoc/>
    public long Steps { get; set; }

    /// <inheritdoc/>
    public IReadOnlyList<(string Prefix, Tensor Flat)> Moments => [];

    /// <inheritdoc/>
    public Tensor Step(double learningRate)
    {
        using var frozen = no_grad();
        var norm = parameters.Gradients.norm();
        foreach (var (group, start, length) in parameters.Stretches)
        {
            using var scope = NewDisposeScope();
            using var step = (-learningRate * group.RateFactor).ToScalar();
            parameters.Values.narrow(0, start, length).add_(parameters.Gradients.narrow(0, start, length), step);
        }

        parameters.Gradients.zero_();
        Steps++;
        return norm;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
    }
}
