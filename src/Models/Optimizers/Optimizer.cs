using System.Diagnostics;
using Riverrun.Models.Plans;

namespace Riverrun.Models.Optimizers;

/// <summary>Makes optimizers from their configuration.</summary>
public static class Optimizer
{
    /// <summary>An optimizer with moments of 0.</summary>
    /// <param name="config">Which, and how.</param>
    /// <param name="parameters">What it moves.</param>
    /// <param name="peakLearningRate">The reference of independent weight decay.</param>
    public static IOptimizer Of(OptimizerConfig config, FlatParameters parameters, double peakLearningRate) =>
        config switch
        {
            OptimizerConfig.AdamW adamW => new FusedAdamW(parameters, adamW, peakLearningRate),
            OptimizerConfig.Sgd => new Sgd(parameters),
            _ => throw new UnreachableException($"No optimizer for {config}."),
        };
}
