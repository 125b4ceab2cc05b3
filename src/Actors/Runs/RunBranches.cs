using Riverrun.Actors.Branches;
using Riverrun.Actors.EventSourcing;
using Riverrun.Models.Schedules;

namespace Riverrun.Actors.Runs;

/// <summary>What a person may ask of one branch of a run. Pure.</summary>
internal static class RunBranches
{
    /// <summary>Stops a branch for good; the run goes on with its others, and is complete without it.</summary>
    public static Decision<RunEvent> Cancel(RunState state, string name)
    {
        var run = state.Spec!.Name; // There is no other run to decide for.

        return state.Branch(name) switch
        {
            null => Decision<RunEvent>.Reject(
                $"Run {run} has no branch {name}; it has {string.Join(", ", state.Branches.Select(branch => branch.Name))}."),
            { Wish: Wish.Cancel } => Decision<RunEvent>.Nothing,
            { CompletedAt: { } end } when end >= RunPlan.Of(state.Rivers).Find(name)?.EndStep => Decision<RunEvent>.Nothing,
            _ when name == River.Main && state.Spec.Policy != PolicyKind.Staged => Decision<RunEvent>.Reject(
                $"Branch {name} is the trunk of run {run}, and without it nothing is left to train; cancel the run instead."),
            _ => Decision<RunEvent>.Accept(new RunEvent.BranchCancelled(name)),
        };
    }
}
