using Riverrun.Actors.Branches;
using Riverrun.Actors.EventSourcing;
using Riverrun.Models.Plans;
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
                $"Run {run} has no branch {name}; it has "
                    + $"{string.Join(", ", state.Branches.Select(branch => branch.Name))}."),
            { Wish: Wish.Cancel } => Decision<RunEvent>.Nothing,
            { CompletedAt: { } end } when end >= RunPlan.Of(state.Rivers).Find(name)?.EndStep =>
                Decision<RunEvent>.Nothing,
            _ when name == River.Main && state.Spec.Policy != PolicyKind.Staged => Decision<RunEvent>.Reject(
                $"Branch {name} is the trunk of run {run}, and without it nothing is left to train; cancel the run "
                    + "instead."),
            _ => Decision<RunEvent>.Accept(new RunEvent.BranchCancelled(name)),
        };
    }

    /// <summary>Removes a fork that takes no further step and that no other fork begins from.</summary>
    public static Decision<RunEvent> Remove(RunState state, string name)
    {
        var run = state.Spec!.Name; // There is no other run to decide for.
        var (river, branches) = RunPlan.Of(state.Rivers).Rivers.Skip(1)
            .FirstOrDefault(planned => planned.River.Name == name);

        if (river is null)
            return Decision<RunEvent>.Reject(state.Branch(name) is null
                ? $"Run {run} has no fork {name}; it has {Forks(state)}."
                : $"Branch {name} is no fork, and only a fork can be removed; riverrun cancel {run} --branch {name} "
                    + "stops a branch.");

        if (state.Removed?.Contains(name) == true)
            return Decision<RunEvent>.Nothing;

        var names = branches.Select(branch => branch.Name).ToHashSet(StringComparer.Ordinal);

        if (state.Rivers.FirstOrDefault(
            other => BeginsFrom(other, names) && state.Removed?.Contains(other.Name) != true) is { } child)
            return Decision<RunEvent>.Reject($"Fork {child.Name} begins from {name}; remove that one first.");

        return state.Wish != Wish.Cancel && branches.FirstOrDefault(branch => Trains(state, branch)) is { } trained
            ? Decision<RunEvent>.Reject(
                $"Branch {trained.Name} has not ended; riverrun cancel {run} --branch {trained.Name} stops it first.")
            : Decision<RunEvent>.Accept(new RunEvent.ForkRemoved(name));
    }

    private static bool BeginsFrom(River river, HashSet<string> branches) =>
        !branches.Contains(river.Name) && river.Start.Sources().Any(source => branches.Contains(source.Branch));

    private static bool Trains(RunState state, BranchPlan plan) =>
        state.Branch(plan.Name) is { Wish: null, Failure: null } branch && !(branch.CompletedAt >= plan.EndStep);

    private static string Forks(RunState state) => state.Rivers.Count == 1
        ? "none"
        : string.Join(", ", state.Rivers.Skip(1).Select(river => river.Name).Except(state.Removed ?? []));
}
