namespace Riverrun.Models.Plans;

/// <summary>What one branch is to do: where it starts and the stages it walks through.</summary>
/// <param name="Name">Unique within the run: <c>river</c>, <c>budget-400</c>.</param>
/// <param name="Start">Where its training state comes from.</param>
/// <param name="Stages">
/// Gapless: each stage begins where the one before it ends; the first at <see cref="BranchStart.Step"/>. A single stage
/// of no step is a birth: the state is measured and stored as it starts.
/// </param>
/// <param name="Workload">The name of the workload of <see cref="RunSpec.Workloads"/> that all its stages
/// train.</param>
public sealed record BranchPlan(
    string Name, BranchStart Start, IReadOnlyList<Stage> Stages, string Workload = RunSpec.MainWorkload)
{
    /// <summary>Steps of ancestry when the last stage is over.</summary>
    public long EndStep => Stages.Count == 0 ? Start.Step : Stages[^1].EndStep;

    /// <summary>The stage that takes the step with this index, or null when no stage does.</summary>
    public Stage? StageOf(long step) => Stages.At(step);

    /// <summary>The stage of a branch that takes no step, or null for one that takes some.</summary>
    public Stage? Birth() => Stages is [{ Steps: 0 } only] ? only : null;

    /// <summary>The stage that ends after so many steps of ancestry, or null when none does.</summary>
    public Stage? StageEndingAt(long step) => (Birth() ?? Stages.At(step - 1)) is { } stage && stage.EndStep == step
        ? stage : null;
}
