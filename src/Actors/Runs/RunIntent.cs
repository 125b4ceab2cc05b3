using Riverrun.Actors.Branches;

namespace Riverrun.Actors.Runs;

/// <summary>What a run wants of its branches now: one order each. Pure.</summary>
internal static class RunIntent
{
    /// <summary>The orders of all opened branches, by branch.</summary>
    public static IReadOnlyDictionary<string, BranchOrder> Of(RunState state)
    {
        if (state.Spec is null)
            return new Dictionary<string, BranchOrder>();

        var opened = state.Opened;

        return state.Plan
            .Where(branch => opened.ContainsKey(branch.Plan.Name))
            .ToDictionary(branch => branch.Plan.Name, branch => new BranchOrder(
                branch.Plan,
                opened[branch.Plan.Name].Start,
                branch.Spec.Seed,
                branch.Spec.Workloads[branch.Plan.Workload],
                branch.Spec.Checkpoints,
                branch.Spec.Device,
                state.Wish == Wish.Cancel ? Wish.Cancel : opened[branch.Plan.Name].Wish ?? state.Wish,
                state.Attempt,
                branch.Spec.Scheduling,
                opened[branch.Plan.Name].Sources));
    }

    /// <summary>Whether an event may change an order: what a run hears of its branches does not.</summary>
    public static bool IsChangedBy(RunEvent happened) => happened is not (
        RunEvent.CheckpointNoted or RunEvent.CheckpointForgotten or RunEvent.BudgetReached or RunEvent.BranchCompleted
        or RunEvent.ReplayNoted or RunEvent.Completed or RunEvent.Failed);

    /// <summary>
    /// The branches that the run need not hear again: failed, or done, with every model delivered, and with no branch
    /// left to open from their checkpoints. To repeat an order would only wake them.
    /// </summary>
    public static IReadOnlySet<string> Settled(RunState state)
    {
        var plan = state.Plan.Select(branch => branch.Plan).ToList();
        var opened = state.Opened;
        var delivered = state.Reached.Select(reached => (reached.Branch, (long?)reached.Steps)).ToHashSet();
        var parents = plan
            .Where(branch => !opened.ContainsKey(branch.Name))
            .SelectMany(branch => branch.Start.Sources(), (_, source) => source.Branch)
            .ToHashSet();

        return plan
            .Where(branch => opened.GetValueOrDefault(branch.Name) is { Failure: not null }
                || opened.GetValueOrDefault(branch.Name)?.CompletedAt >= branch.EndStep
                && !parents.Contains(branch.Name)
                && branch.Stages.All(stage => stage.Budget is null || delivered.Contains((branch.Name, stage.Budget))))
            .Select(branch => branch.Name)
            .ToHashSet();
    }
}
