using Riverrun.Models.Plans;

namespace Riverrun.Models.Schedules;

/// <summary>
/// Cyclic cosine (SGDR, Loshchilov and Hutter 1608.03983): one branch; each budget ends half
/// a cosine wave from the peak to the floor.
/// </summary>
public sealed class CyclicCosine : IPolicy
{
    /// <inheritdoc/>
    public IReadOnlyList<BranchPlan> Plan(River river) =>
    [
        new BranchPlan(river.Name, river.Start, Path(river.Spec.LearningRate, river.Budgets).From(river.Start.Step)),
        .. this.DetourLeaves(river),
    ];

    /// <inheritdoc/>
    public IReadOnlyList<Stage> PathTo(River river, long budget) =>
        Path(river.Spec.LearningRate, [.. river.Budgets.Take(river.BudgetsBefore(budget)), budget]);

    /// <inheritdoc/>
    public long Departure(River river, long budget) =>
        Math.Max(river.CycleStart(budget), river.Spec.LearningRate.WarmUpSteps);

    internal static List<Stage> Path(LearningRateConfig rate, IReadOnlyList<long> budgets)
    {
        var stages = new List<Stage>()
            .Then("warm-up", rate.WarmUpSteps, new Phase.WarmUp(rate.WarmUpSteps), rate.Peak);
        var begin = rate.WarmUpSteps;

        foreach (var budget in budgets)
        {
            var cycle = new Phase.Decaying(DecayShape.Cosine, budget - begin, rate.FloorRatio);
            stages.Then($"cosine-{budget}", budget, cycle, rate.Peak, budget);
            begin = budget;
        }

        return stages;
    }
}
