using Riverrun.Actors.Branches;

namespace Riverrun.Actors.Runs;

/// <summary>What a run wants of its branches now: one order each. Pure.</summary>
public static class RunIntent
{
    /// <summary>The orders of all opened branches, by branch.</summary>
    public static IReadOnlyDictionary<string, BranchOrder> Of(RunState state) => state.Spec is null
        ? new Dictionary<string, BranchOrder>()
        : state.Plan
            .Where(branch => state.Branch(branch.Plan.Name) is not null)
            .ToDictionary(branch => branch.Plan.Name, branch => new BranchOrder(
                branch.Plan,
                state.Branch(branch.Plan.Name)!.Start,
                branch.Spec.Seed,
                branch.Spec.Workloads[branch.Plan.Workload],
                branch.Spec.Checkpoints,
                branch.Spec.Device,
                state.Wish,
                state.Attempt,
                branch.Spec.Scheduling));
}
