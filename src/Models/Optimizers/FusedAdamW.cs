using Riverrun.Models.Native;
using Riverrun.Models.Plans;
using TorchSharp;
using static TorchSharp.torch;

namespace Riverrun.Models.Optimizers;

/// <summary>
/// AdamW (Loshchilov and Hutter 1711.05101, algorithm 2) over flat buffers in libtorch's fused kernel, with
/// gradient clipping (Pascanu et al. 1211.5063, §3.2) inside the same pass.
/// </summary>
public sealed class FusedAdamW : IOptimizer
{
    private readonly FlatParameters _parameters;
    private readonly OptimizerConfig.AdamW _config;
    private readonly double _weightDecay;
    private readonly Scalar _clipNorm;
    private readonly Tensor _first;
    private readonly Tensor _second;
    private readonly Tensor _steps;

    /// <summary>An optimizer with moments of 0.</summary>
    /// <param name="parameters">What it moves.</param>
    /// <param name="config">How.</param>
    /// <param name="peakLearningRate">The reference of independent weight decay: a step then shrinks by
    /// λ·rate/peak.</param>
    public FusedAdamW(FlatParameters parameters, OptimizerConfig.AdamW config, double peakLearningRate)
    {
        _parameters = parameters;
        _config = config;
        _weightDecay = config.IndependentWeightDecay ? config.WeightDecay / peakLearningRate : config.WeightDecay;
        _clipNorm = config.ClipNorm.ToScalar();
        _first = zeros_like(parameters.Values).DetachFromDisposeScope();
        _second = zeros_like(parameters.Values).DetachFromDisposeScope();
        _steps = zeros([], dtype: ScalarType.Float32, device: parameters.Values.device).DetachFromDisposeScope();
    }

    /// <inheritdoc/>
    public long Steps { get; set; }

    /// <inheritdoc/>
    public IReadOnlyList<(string Prefix, Tensor Flat)> Moments => [("exp_avg", _first), ("exp_avg_sq", _second)];

    /// <inheritdoc/>
    public Tensor Step(double learningRate)
    {
        using var frozen = no_grad();
        using var scope = NewDisposeScope();
        var norm = _parameters.Gradients.norm();
        // The kernel divides gradients by this: max(1, norm/clip) is clipping, without asking the device for the norm.
        var divisor = _config.ClipNorm > 0 ? (norm / _clipNorm).clamp_min_(HeldScalars.One) : ones_like(norm);
        using var steps = (++Steps).ToScalar();
        _steps.fill_(steps);
        foreach (var (group, start, length) in _parameters.Stretches)
        {
            FusedKernels.AdamW(
                Stretch(_parameters.Values), Stretch(_parameters.Gradients), Stretch(_first), Stretch(_second),
                _steps, learningRate * group.RateFactor, _config, group.Decays ? _weightDecay : 0, divisor);

            Tensor Stretch(Tensor flat) => flat.narrow(0, start, length);
        }

        _parameters.Gradients.zero_();
        return norm.MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _first.Dispose();
        _second.Dispose();
        _steps.Dispose();
    }
}
