using Riverrun.Actors.EventSourcing;
using Riverrun.Models.Plans;

namespace Riverrun.Actors.Runs;

/// <summary>What a run makes of the wish for a merge of its checkpoints. Pure.</summary>
internal static class RunMerges
{
    /// <summary>Coefficients that people write have few digits: their sum may miss 1 by as much.</summary>
    private const double MostOff = 1e-6;

    private static readonly Carry WeightsOnly = new(Moments: false, DataPosition: false);

    /// <summary>Adds a branch that is the merge, or says in one sentence why there can be none.</summary>
    public static Decision<RunEvent> Decide(RunState state, RunCommand.AddMerge merge)
    {
        var run = state.Spec!.Name; // There is no other run to decide for.

        if (state.Removed?.Contains(merge.Name) == true)
            return Reject($"Run {run} had a branch {merge.Name}, which was removed; choose another name.");

        if (state.Rivers.FirstOrDefault(river => river.Name == merge.Name)?.Start is BranchStart.Merge known)
            return known.From.SequenceEqual(merge.From)
                ? Decision<RunEvent>.Nothing
                : Reject($"Run {run} has a merge {merge.Name} of other checkpoints already; choose another name.");

        if ((BranchNames.Problem(state, merge.Name) ?? Coefficients(merge.From)
            ?? Sources(state, merge.From)) is { } problem)
            return Reject(problem);

        var (plan, spec) = Planned(state, merge.From[^1].Branch);
        var workload = spec.Workloads[plan.Workload];

        foreach (var branch in merge.From.Select(source => source.Branch).Distinct())
        {
            var (other, its) = Planned(state, branch);

            if (CarriedWeights.Problem(its.Workloads[other.Workload], workload, WeightsOnly) is { } differs)
                return Reject($"Branch {branch} cannot be merged with {plan.Name}: {differs}");
        }

        var own = plan.Workload == RunSpec.MainWorkload
            ? spec
            : spec with
            {
                Workloads =
                new Dictionary<string, Workload>(spec.Workloads) { [RunSpec.MainWorkload] = workload }
            };

        return Decision<RunEvent>.Accept(new RunEvent.Merged(merge.Name, merge.From, own));
    }

    private static string? Coefficients(IReadOnlyList<MergeSource> from)
    {
        var sum = from.Sum(source => source.Coefficient);

        return from.Count < 2 ? $"A merge takes at least 2 checkpoints, and {from.Count} is named."
            : Math.Abs(sum - 1) <= MostOff ? null // NaN fails it.
            : $"The coefficients of a merge must add up to 1, and these add up to {sum:0.######}.";
    }

    private static string? Sources(RunState state, IReadOnlyList<MergeSource> from)
    {
        var (run, removed) = (state.Spec!.Name, state.RemovedBranches); // See Decide.

        foreach (var source in from)
        {
            if (state.Branch(source.Branch) is not { } branch || removed.Contains(source.Branch))
                return $"Run {run} has no branch {source.Branch}; "
                    + $"it has {string.Join(", ", state.Branches.Select(known => known.Name).Except(removed))}.";

            if (branch.Checkpoints.All(kept => kept.Step != source.AtStep))
                return $"Branch {source.Branch} keeps no checkpoint at step {source.AtStep}"
                    + $"{(branch.Forgotten.Contains(source.AtStep) ? ", because it was collected" : "")}; it keeps "
                    + $"{RunDecisions.Kept(branch)}.";

            if (from.Count(other => (other.Branch, other.AtStep) == (source.Branch, source.AtStep)) > 1)
                return $"The checkpoint of {source.Branch} at step {source.AtStep} is named twice; name each once, "
                    + "with its coefficient.";
        }

        return null;
    }

    private static (BranchPlan Plan, RunSpec Spec) Planned(RunState state, string branch) =>
        state.Plan.First(planned => planned.Plan.Name == branch); // An opened branch is planned.

    private static Decision<RunEvent> Reject(string reason) => Decision<RunEvent>.Reject(reason);
}
