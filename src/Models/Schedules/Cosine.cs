using Riverrun.Models.Plans;

namespace Riverrun.Models.Schedules;

/// <summary>
/// Cosine (Loshchilov and Hutter 1608.03983): one branch per budget, each from scratch; the oracle that knows its
/// budget.
/// </summary>
public sealed class Cosine : IPolicy
{
    /// <inheritdoc/>
    public IReadOnlyList<BranchPlan> Plan(River river) =>
    [
        .. river.Budgets.Select(budget => new BranchPlan(
            river.LeafName(budget), river.Start, PathTo(river, budget).From(river.Start.Step))),
    ];

    /// <inheritdoc/>
    public IReadOnlyList<Stage> PathTo(River river, long budget) =>
        CyclicCosine.Path(river.Spec.LearningRate, [budget]);

    /// <inheritdoc/>
    public long Departure(River river, long budget) => 0;
}
