using Riverrun.Models.Plans;

namespace Riverrun.Actors.Runs;

/// <summary>
/// Which branches of a run take no further step unless somebody asks for it. What ends one ends what was to begin from
/// it, and nothing else: a run is over when each of its branches is, and has failed when one of its own did; a fork
/// fails for itself. Pure.
/// </summary>
internal static class BranchEnds
{
    private enum End
    {
        Done,
        Cancelled,
        Failed,
    }

    /// <summary>
    /// Whether every branch is at its end, every model of the run's own river is delivered that nobody cancelled, and
    /// no branch of it has failed. That a branch is done can be heard before what it has stored, for a message can be
    /// lost; a run that took that for all would ask no more, and lack a model that is there.
    /// </summary>
    public static bool IsCompleted(RunState state) =>
        Ends(state) is { } ends && ends.Take(RunPlan.Of(state.Rivers).BranchesOfMain).All(end => end != End.Failed);

    /// <summary>Whether nothing goes on and a branch of the run's own river has failed.</summary>
    public static bool HasFailed(RunState state) =>
        state is { Failure: not null, IsCompleted: false }
        && (state.Branches.All(branch => branch.Failure is null) // A snapshot of former days says no more.
            || (Ends(state) is { } ends && ends.Take(RunPlan.Of(state.Rivers).BranchesOfMain).Contains(End.Failed)));

    /// <summary>How each branch of the plan has ended, in its order; null while one goes on.</summary>
    private static List<End>? Ends(RunState state)
    {
        var ends = new List<End>(state.Plan.Count);
        var stopped = new Dictionary<string, End>(StringComparer.Ordinal);
        var delivered = state.Reached.Select(reached => (reached.Branch, (long?)reached.Steps)).ToHashSet();
        var removed = state.RemovedBranches;

        foreach (var (plan, _) in state.Plan)
        {
            if ((removed.Contains(plan.Name) ? End.Cancelled : Of(state, plan, stopped, delivered)) is not { } end)
                return null;

            ends.Add(end);

            if (end != End.Done)
                stopped[plan.Name] = end;
        }

        return ends;
    }

    private static End? Of(
        RunState state, BranchPlan plan, Dictionary<string, End> stopped, HashSet<(string, long?)> delivered) =>
        state.Branch(plan.Name) is not { } branch
            ? plan.Start.Sources().Select(source => stopped.TryGetValue(source.Branch, out var end) ? end : (End?)null)
            .FirstOrDefault(end => end is not null)
            : branch.CompletedAt >= plan.EndStep
                && plan.Stages.All(stage => stage.Budget is null || delivered.Contains((plan.Name, stage.Budget)))
                ? End.Done
            : branch.Wish is not null ? End.Cancelled
            : branch.Failure is not null ? End.Failed
            : null;
}
