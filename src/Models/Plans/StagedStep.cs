namespace Riverrun.Models.Plans;

/// <summary>
/// One node of the DAG that policy <see cref="PolicyKind.Staged"/> walks: warm up, then the real thing.
/// </summary>
/// <param name="Name">Name of the stage and of the branch that trains it.</param>
/// <param name="After">The step it goes on from, or null to start fresh.</param>
/// <param name="Steps">Optimizer steps; 0 for a branch that is merely born.</param>
/// <param name="Workload">Name of the workload it trains.</param>
/// <param name="LearningRate">Its own peak, warm-up and decay (a decay of 0 steps: none).</param>
/// <param name="Carry">What crosses the edge from <paramref name="After"/>.</param>
public sealed record StagedStep(
    string Name, string? After, long Steps, string Workload, LearningRateConfig LearningRate, Carry Carry);
