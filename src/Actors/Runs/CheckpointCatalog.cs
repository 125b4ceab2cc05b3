using Riverrun.Actors.Branches;
using Riverrun.Actors.Devices;
using Riverrun.Models.Checkpoints;
using Riverrun.Models.Plans;

namespace Riverrun.Actors.Runs;

/// <summary>Who can reach which checkpoint, and what may go. Pure.</summary>
internal static class CheckpointCatalog
{
    /// <summary>Every checkpoint a run knows, with the reason to keep it, or null where nothing can reach it.</summary>
    /// <param name="run">The run.</param>
    /// <param name="only">The one that is asked for; null for all.</param>
    public static IEnumerable<(string Branch, long Step, CheckpointDigest Digest, string? Reason)> Reasons(
        RunState run, (string Branch, long Step)? only = null)
    {
        var removed = run.RemovedBranches;
        var plan = run.Plan.Where(planned => !removed.Contains(planned.Plan.Name)).ToList();

        foreach (var branch in run.Branches.Where(branch => only is null || branch.Name == only.Value.Branch))
        {
            // A run with branches was started.
            var spec = plan.FirstOrDefault(planned => planned.Plan.Name == branch.Name).Spec ?? run.Spec!;
            var kept = branch.Checkpoints.OrderByDescending(checkpoint => checkpoint.Step).ToList();
            var recent = kept.Where(checkpoint => checkpoint.Reason != DeviceReport.Saved.AtStageEnd)
                .Take(spec.Checkpoints.KeepRecent).ToHashSet();

            foreach (var checkpoint in kept.Where(checkpoint => only is null || checkpoint.Step == only.Value.Step))
            {
                var reason = removed.Contains(branch.Name)
                    ? null // No fork that stays begins from a removed one.
                    : Reason(run, plan.Select(p => p.Plan), branch.Name, checkpoint, checkpoint == kept[0],
                        recent.Contains(checkpoint));

                yield return (branch.Name, checkpoint.Step, checkpoint.Digest, reason);
            }
        }
    }

    /// <summary>
    /// Where a branch resumes that has found a checkpoint damaged: the newest that it can still use. Null for one that
    /// has found none. Its run does not hear of damage and takes the damaged one for the newest, for the branch makes
    /// it whole when it gets there again.
    /// </summary>
    /// <param name="branch">All that has happened to the branch.</param>
    /// <param name="stored">What there is.</param>
    public static CheckpointDigest? ResumedAt(
        IReadOnlyList<BranchEvent> branch, IReadOnlySet<CheckpointDigest> stored) =>
        branch.Any(e => e is BranchEvent.CheckpointDamaged)
            ? branch.Aggregate(BranchState.Empty, (state, e) => state.Apply(e))
            .Checkpoints.LastOrDefault(kept => stored.Contains(kept.Digest))?.Digest
            : null;

    /// <summary>What is said when a run cannot be read: what it needs is not known, and may be any blob.</summary>
    internal static string NothingIsDeleted(string reason) =>
        $"{reason} What it needs is not known, so gc deletes nothing.";

    /// <summary>A merge needs its sources until it is born, for then it is stored itself, or cancelled.</summary>
    private static bool StartsAt(RunState run, BranchPlan child, string branch, long step) =>
        child.Start.Sources().Contains((branch, step))
        && (child.Start is not BranchStart.Merge
            || run.Branch(child.Name) is not ({ Wish: not null } or { CompletedAt: not null }));

    private static string? Reason(
        RunState run, IEnumerable<BranchPlan> plan, string branch, NotedCheckpoint checkpoint, bool isLatest,
        bool isRecent)
    {
        // The caller has checked that the run was started.
        var where = $"{run.Spec!.Name}/{branch} at step {checkpoint.Step}";

        if (run.Reached.FirstOrDefault(reached => reached.Digest == checkpoint.Digest) is { } budget)
            return $"{where} is the model of budget {budget.Steps}";

        if (plan.FirstOrDefault(child => StartsAt(run, child, branch, checkpoint.Step)) is { } fork)
            return $"{where} is where branch {fork.Name} starts";

        if (isLatest)
            return $"{where} is the newest of its branch: a resume starts there";

        if (checkpoint.Reason == DeviceReport.Saved.AtStageEnd)
            return $"{where} ends a stage";

        return isRecent ? $"{where} is one of the {run.Spec.Checkpoints.KeepRecent} most recent" : null;
    }
}
