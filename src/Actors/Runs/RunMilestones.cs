using System.Diagnostics;
using Riverrun.Actors.Branches;
using Riverrun.Actors.EventSourcing;
using Riverrun.Models.Checkpoints;
using Riverrun.Models.Plans;

namespace Riverrun.Actors.Runs;

/// <summary>What a run makes of its branches' milestones, and what follows from them. Pure.</summary>
internal static class RunMilestones
{
    /// <summary>Turns a milestone into events; one that is known changes nothing.</summary>
    public static Decision<RunEvent> Decide(this RunState state, BranchMilestone milestone)
    {
        if (state.Branch(milestone.Branch) is not { } branch)
            return Decision<RunEvent>.Nothing;

        return milestone switch
        {
            BranchMilestone.CheckpointStored m => branch.Forgotten.Contains(m.Step)
                || branch.Checkpoints.Any(known => known.Step == m.Step && known.Digest == m.Digest)
                ? Decision<RunEvent>.Nothing
                : Accept(new RunEvent.CheckpointNoted(m.Branch, m.Step, m.Digest, m.Reason, m.Evaluation, m.On)),
            BranchMilestone.Completed m => branch.CompletedAt == m.Step
                ? Decision<RunEvent>.Nothing
                : Accept(new RunEvent.BranchCompleted(m.Branch, m.Step)),
            BranchMilestone.Failed m => branch.Failure is not null || m.Attempt < state.Attempt
                ? Decision<RunEvent>.Nothing
                : Accept(new RunEvent.Failed(m.Branch, m.Reason)),
            BranchMilestone.ReplayDone m => (branch.ReplayedSteps, branch.Divergences) == (m.Steps, m.Diverged)
                ? Decision<RunEvent>.Nothing
                : Accept(new RunEvent.ReplayNoted(m.Branch, m.Steps, m.Diverged)),
            BranchMilestone.PlanRefused m => RunBudgets.Reroute(state, m.Branch, m.Trained),
            BranchMilestone.Progressed => Decision<RunEvent>.Nothing,
            _ => throw new UnreachableException($"Milestone {milestone.GetType().Name} has no Decide."),
        };
    }

    /// <summary>Branches that can be opened now, budgets that are delivered now, and whether that was all.</summary>
    /// <param name="state">The run.</param>
    /// <param name="tips">How far each branch has come, as far as the run knows.</param>
    public static IReadOnlyList<RunEvent> Consequences(this RunState state, IReadOnlyDictionary<string, long> tips)
    {
        if (state.Spec is null)
            return [];

        var rivers = RunPlan.Of(state.Rivers);
        var plan = state.Plan.Select(branch => branch.Plan).ToList();
        var known = state.Opened;
        var delivered = state.Reached.Select(reached => (reached.Branch, (long?)reached.Steps)).ToHashSet();

        var removed = state.RemovedBranches;
        var unopened = plan
            .Where(branch =>
                !known.ContainsKey(branch.Name) && !removed.Contains(branch.Name)
                && !EndsWithItsTrunk(branch, rivers, known))
            .ToList();
        var kept = Kept(unopened.SelectMany(branch => branch.Start.Sources(), (_, source) => source.Branch), known);

        var opened = unopened
            .Select(branch => (branch.Name, Start: Start(kept, branch)))
            .Where(branch => branch.Start.Exists)
            .Select(branch =>
                (RunEvent)new RunEvent.BranchOpened(branch.Name, branch.Start.Digest, branch.Start.Merged));

        var reached =
            from branch in plan
            from checkpoint in known.GetValueOrDefault(branch.Name)?.Checkpoints ?? []
            where checkpoint.Evaluation is not null
            let stage = branch.StageEndingAt(checkpoint.Step)
            where stage?.Budget is not null && !delivered.Contains((branch.Name, stage.Budget))
            select (RunEvent)new RunEvent.BudgetReached(
                stage.EndStep, branch.Name, checkpoint.Digest, checkpoint.Evaluation!, stage.EndStep,
                SpentBy(branch.Name, stage.EndStep, state, plan, tips),
                // The evaluation is not null: the line above.
                SpentBy(branch.Name, stage.EndStep, state, rivers.RiverOf(branch.Name), tips));

        List<RunEvent> events = [.. opened, .. reached];

        return events.Count == 0 && state is { IsCompleted: false, Wish: Wish.Train } && BranchEnds.IsCompleted(state)
            ? [new RunEvent.Completed()] : events;
    }

    /// <summary>
    /// A trunk that was stopped may tell late of a checkpoint that a leaf would begin from; by then the run may be
    /// complete without.
    /// </summary>
    private static bool EndsWithItsTrunk(
        BranchPlan branch, RunPlan rivers, IReadOnlyDictionary<string, OpenedBranch> known) =>
        branch.Start.Sources().Any(source =>
            known.GetValueOrDefault(source.Branch) is { } trunk
            && (trunk.Wish is not null || trunk.Failure is not null)
            && rivers.RiverOf(branch.Name).Any(fellow => fellow.Name == source.Branch));

    /// <summary>Optimizer steps of all branches together.</summary>
    public static long Spent(RunState state, IReadOnlyDictionary<string, long> tips) =>
        Spent(state, [.. state.Plan.Select(branch => branch.Plan)], tips);

    /// <summary>Optimizer steps of the branches that <paramref name="plan"/> names.</summary>
    public static long Spent(RunState state, IReadOnlyList<BranchPlan> plan, IReadOnlyDictionary<string, long> tips) =>
        plan.Sum(planned => state.Branch(planned.Name) is { } branch
            ? Math.Max(0, Tip(branch, tips) - planned.Start.Step)
            : 0);
    /// <summary>
    /// What the planned branches had spent when a branch was at that step, which it may have left behind by now.
    /// </summary>
    private static long SpentBy(
        string branch, long step, RunState state, IReadOnlyList<BranchPlan> plan,
        IReadOnlyDictionary<string, long> tips) =>
        Spent(state, plan, tips) - Math.Max(0, Tip(state.Branch(branch)!, tips) - step); // It has stored a checkpoint.

    /// <summary>How far a branch has come, as far as its run knows.</summary>
    public static long Tip(OpenedBranch branch, IReadOnlyDictionary<string, long> tips) => Math.Max(
        tips.GetValueOrDefault(branch.Name),
        branch.Checkpoints.Select(checkpoint => checkpoint.Step).DefaultIfEmpty(0).Max());

    /// <summary>What the parents of unopened branches keep, looked at once for all of them.</summary>
    private static Dictionary<(string Branch, long Step), CheckpointDigest> Kept(
        IEnumerable<string> parents, IReadOnlyDictionary<string, OpenedBranch> known)
    {
        var kept = new Dictionary<(string, long), CheckpointDigest>();

        foreach (var parent in parents.Distinct())
            foreach (var checkpoint in known.GetValueOrDefault(parent)?.Checkpoints ?? [])
                kept.TryAdd((parent, checkpoint.Step), checkpoint.Digest);

        return kept;
    }

    private static (bool Exists, CheckpointDigest? Digest, IReadOnlyList<CheckpointDigest>? Merged) Start(
        Dictionary<(string, long), CheckpointDigest> kept, BranchPlan branch)
    {
        var sources = branch.Start.Sources();

        if (!sources.All(kept.ContainsKey))
            return (false, null, null);

        List<CheckpointDigest> digests = [.. sources.Select(source => kept[source])];

        return (true, digests.Count == 0 ? null : digests[^1], branch.Start is BranchStart.Merge ? digests : null);
    }

    private static Decision<RunEvent> Accept(RunEvent happened) => Decision<RunEvent>.Accept(happened);
}
