using Riverrun.Models.Plans;

namespace Riverrun.Models.Schedules;

/// <summary>
/// WSD (Hu et al. 2404.06395): a trunk that stays at the peak, and a leaf per budget that forks from the trunk's
/// pre-decay checkpoint and decays while the trunk goes on.
/// </summary>
public sealed class WarmupStableDecay : IPolicy
{
    /// <inheritdoc/>
    public IReadOnlyList<BranchPlan> Plan(River river)
    {
        var served = river.Budgets.Where(budget => Departure(river, budget) >= river.Start.Step).ToList();

        return
        [
            new BranchPlan(river.Name, river.Start, Trunk(river, served).From(river.Start.Step)),
            .. served.Select(budget => new BranchPlan(
                river.LeafName(budget),
                new BranchStart.FromCheckpoint(river.Name, Departure(river, budget), Carry.Everything),
                PathTo(river, budget).From(Departure(river, budget)))),
            .. this.DetourLeaves(river),
        ];
    }

    /// <inheritdoc/>
    public IReadOnlyList<Stage> PathTo(River river, long budget)
    {
        var rate = river.Spec.LearningRate;
        var decay = river.DecaySteps(budget);

        return Trunk(river, [budget]).Then(
            $"decay-{budget}", budget, new Phase.Decaying(rate.DecayShape, decay, rate.FloorRatio), rate.Peak, budget);
    }

    /// <inheritdoc/>
    public long Departure(River river, long budget) => budget - river.DecaySteps(budget);

    private List<Stage> Trunk(River river, IReadOnlyList<long> budgets)
    {
        var rate = river.Spec.LearningRate;
        var stages = new List<Stage>()
            .Then("warm-up", rate.WarmUpSteps, new Phase.WarmUp(rate.WarmUpSteps), rate.Peak);

        foreach (var budget in budgets.OrderBy(budget => Departure(river, budget)))
            stages.Then($"stable-{budget}", Departure(river, budget), new Phase.Stable(), rate.Peak);

        return stages;
    }
}
