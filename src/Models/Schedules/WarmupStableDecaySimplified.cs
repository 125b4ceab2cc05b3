using Riverrun.Models.Plans;

namespace Riverrun.Models.Schedules;

/// <summary>
/// WSD-S (Wen et al. 2410.05192): one branch; before each budget the rate decays, and after it the same branch goes on
/// from the decayed state with the rate straight back at its peak.
/// </summary>
public sealed class WarmupStableDecaySimplified : IPolicy
{
    /// <inheritdoc/>
    public IReadOnlyList<BranchPlan> Plan(River river) =>
    [
        new BranchPlan(river.Name, river.Start, Path(river, river.Budgets).From(river.Start.Step)),
        .. this.DetourLeaves(river),
    ];

    /// <inheritdoc/>
    public IReadOnlyList<Stage> PathTo(River river, long budget)
    {
        var departure = Departure(river, budget);

        return Path(river, [.. river.Budgets.TakeWhile(other => other <= departure), budget]);
    }

    /// <inheritdoc/>
    public long Departure(River river, long budget) => budget - river.DecaySteps(budget);

    private static List<Stage> Path(River river, IReadOnlyList<long> budgets)
    {
        var rate = river.Spec.LearningRate;
        var stages = new List<Stage>()
            .Then("warm-up", rate.WarmUpSteps, new Phase.WarmUp(rate.WarmUpSteps), rate.Peak);

        foreach (var budget in budgets)
        {
            var decay = river.DecaySteps(budget);

            stages
                .Then($"stable-{budget}", budget - decay, new Phase.Stable(), rate.Peak)
                .Then(
                    $"decay-{budget}", budget,
                    new Phase.Decaying(rate.DecayShape, decay, rate.FloorRatio), rate.Peak, budget);
        }

        return stages;
    }
}
