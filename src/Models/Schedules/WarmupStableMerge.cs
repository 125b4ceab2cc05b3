using Riverrun.Models.Plans;

namespace Riverrun.Models.Schedules;

/// <summary>
/// WSM (arXiv 2507.17634): a trunk that stays at the peak and never decays. The model of a budget is the mean of the
/// trunk's checkpoints over the stretch that ends there: a branch of no step.
/// </summary>
public sealed class WarmupStableMerge : IPolicy
{
    /// <inheritdoc/>
    public string Ending => "merge";

    /// <inheritdoc/>
    public IReadOnlyList<BranchPlan> Plan(River river)
    {
        var served = river.Budgets.Where(budget => Departure(river, budget) >= river.Start.Step).ToList();

        return
        [
            new BranchPlan(river.Name, river.Start, Trunk(river, served).From(river.Start.Step)),
            .. served.Select(budget => Leaf(river, budget, river.Name, river.Start)),
            .. river.Detours.SelectMany(detour => Detour(river, detour)),
        ];
    }

    /// <inheritdoc/>
    public IReadOnlyList<Stage> PathTo(River river, long budget) => Trunk(river, [budget]);

    /// <summary>The first checkpoint of the budget's merge: from there on a branch walks the stretch itself.</summary>
    public long Departure(River river, long budget) => Merge(river).StepsAt(budget)[0];

    /// <inheritdoc/>
    public string? Problem(River river, long budget)
    {
        var (merge, warmUp) = (Merge(river), river.Spec.LearningRate.WarmUpSteps);
        var window = merge.StepsFor(budget);

        return window < merge.Checkpoints
            ? $"budget {budget} merges {merge.Checkpoints} checkpoints of its last {window} steps, and each takes a "
                + "step of its own; "
                + "use a later budget, a wider merge.window or fewer merge.checkpoints."
            : budget - window < warmUp
            ? $"budget {budget} merges checkpoints of its last {window} steps, which begin in the warm-up of {warmUp} "
                + "steps; "
                + "use a later budget, a narrower merge.window or a shorter warm-up."
            : null;
    }

    private static MergeConfig Merge(River river) => river.Spec.Merge ?? MergeConfig.Default;

    /// <summary>The peak to the last budget; a stage ends wherever a checkpoint is merged.</summary>
    private static List<Stage> Trunk(River river, IReadOnlyList<long> budgets)
    {
        var rate = river.Spec.LearningRate;
        var measured = budgets.ToHashSet();
        var stages = new List<Stage>()
            .Then("warm-up", rate.WarmUpSteps, new Phase.WarmUp(rate.WarmUpSteps), rate.Peak);

        foreach (var end in budgets.SelectMany(Merge(river).StepsAt).Distinct().Order())
        {
            stages.Then($"stable-{end}", end, new Phase.Stable(), rate.Peak);
            stages[^1] = stages[^1] with { IsWaypoint = !measured.Contains(end) };
        }

        return stages;
    }

    /// <summary>
    /// The merge of what a branch stores; the first checkpoint may be the one that the branch begins from.
    /// </summary>
    private static BranchPlan Leaf(River river, long budget, string trunk, BranchStart start)
    {
        var begins = start.Sources() is [var only] ? only : default;
        var merged = Merge(river).StepsAt(budget).Select(step => step == begins.AtStep ? begins : (trunk, step));

        return Policies.Birth(
            river.LeafName(budget), new BranchStart.Merge(MergeSource.Mean([.. merged])), river.Spec);
    }

    /// <summary>
    /// The trunk had passed the stretch without storing what is to be merged: a branch beside it walks it again.
    /// </summary>
    private IEnumerable<BranchPlan> Detour(River river, Detour detour)
    {
        var start = new BranchStart.FromCheckpoint(detour.Branch, detour.AtStep, Carry.Everything);
        var again = new BranchPlan(
            $"{river.LeafName(detour.Budget)}-stable", start, PathTo(river, detour.Budget).From(detour.AtStep));

        return [again, Leaf(river, detour.Budget, again.Name, start)];
    }
}
