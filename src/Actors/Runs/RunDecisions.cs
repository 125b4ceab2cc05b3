using System.Diagnostics;
using Riverrun.Actors.Branches;
using Riverrun.Actors.EventSourcing;
using Riverrun.Models.Plans;
using Riverrun.Models.Schedules;

namespace Riverrun.Actors.Runs;

/// <summary>What a run makes of what a person asks. Pure.</summary>
internal static class RunDecisions
{
    /// <summary>Turns a command into events or a refusal.</summary>
    /// <param name="state">The run.</param>
    /// <param name="command">What is asked.</param>
    /// <param name="tips">How far each branch has come, as far as the run knows.</param>
    public static Decision<RunEvent> Decide(
        this RunState state, RunCommand command, IReadOnlyDictionary<string, long> tips) =>
        (state, command) switch
        {
            ({ Spec: null }, RunCommand.Start start) => BudgetRules.Problem(River.Of(start.Spec)) is { } problem
                ? Reject($"The spec of {start.Spec.Name} cannot be run: {problem}")
                : Accept(new RunEvent.Started(start.Spec, start.Source)),
            ({ Spec: null }, _) => Reject("There is no run of that name; riverrun ls lists the runs of this home."),
            (_, RunCommand.Forget forget) => Forget(state, forget),
            (_, RunCommand.RemoveFork remove) => RunBranches.Remove(state, remove.Name),
            ({ Wish: Wish.Cancel }, RunCommand.Cancel) => Decision<RunEvent>.Nothing,
            ({ Wish: Wish.Cancel }, _) =>
                Reject($"Run {state.Spec!.Name} was cancelled; start another one under a new --name."),
            (_, RunCommand.Start start) => RunProtocol.Same(Wishes(start.Spec), Wishes(state.Spec!))
                ? state.IsCompleted ? Decision<RunEvent>.Nothing : GoOn(state)
                : Reject(
                    $"Run {state.Spec!.Name} exists in this home with another spec; resume it without changes, or "
                        + "choose another --name."),
            (_, RunCommand.AddBudget add) => RunBudgets.Add(state, add.Steps, tips),
            (_, RunCommand.RemoveBudget remove) => RunBudgets.Remove(state, remove.Steps, tips),
            (_, RunCommand.Fork fork) => Fork(state, fork),
            (_, RunCommand.AddMerge merge) => RunMerges.Decide(state, merge),
            (_, RunCommand.CancelBranch cancel) => RunBranches.Cancel(state, cancel.Branch),
            (_, RunCommand.Pause) => state.Wish == Wish.Pause || state.IsCompleted
                ? Decision<RunEvent>.Nothing
                : Accept(new RunEvent.Paused()),
            (_, RunCommand.Resume) => GoOn(state),
            ({ IsCompleted: true }, RunCommand.Cancel) => Decision<RunEvent>.Nothing,
            (_, RunCommand.Cancel) => Accept(new RunEvent.Cancelled()),
            _ => throw new UnreachableException($"Run command {command.GetType().Name} has no Decide."),
        };

    /// <summary>The spec with what it asks of its placement, also where it says nothing of it.</summary>
    private static RunSpec Wishes(RunSpec spec) =>
        spec with { Scheduling = spec.Scheduling ?? SchedulingConfig.Default };

    /// <summary>
    /// Only what nothing can reach is forgotten: a budget or a fork may have come to need it meanwhile.
    /// </summary>
    private static Decision<RunEvent> Forget(RunState state, RunCommand.Forget forget)
    {
        var (branch, step, _, reason) = CheckpointCatalog.Reasons(state, (forget.Branch, forget.AtStep))
            .FirstOrDefault();

        return branch is null ? Decision<RunEvent>.Nothing
            : reason is null ? Accept(new RunEvent.CheckpointForgotten(branch, step))
            : Reject($"The checkpoint stays: {reason}.");
    }

    private static Decision<RunEvent> GoOn(RunState state) => state.Wish == Wish.Pause || state.Failure is not null
        ? Accept(new RunEvent.Resumed(state.Attempt + 1))
        : Decision<RunEvent>.Nothing;

    private static Decision<RunEvent> Fork(RunState state, RunCommand.Fork fork)
    {
        if (state.Removed?.Contains(fork.Name) == true)
            return Reject($"Run {state.Spec!.Name} had a fork {fork.Name}, which was removed; choose another name.");

        if (state.Rivers.Skip(1).FirstOrDefault(river => river.Name == fork.Name) is { } known)
            return known.Start == Start(fork) && RunProtocol.Same(known.Spec, Served(state, fork))
                ? Decision<RunEvent>.Nothing
                : Reject($"Run {state.Spec!.Name} has a fork {fork.Name} already; choose another name.");

        if (state.Spec!.Policy == PolicyKind.Staged)
            return Reject($"Run {state.Spec.Name} follows a fixed plan of stages; it takes no forks.");

        if (BranchNames.Problem(state, fork.Name) is { } taken)
            return Reject(taken);

        var removed = state.RemovedBranches;

        if (state.Branch(fork.Branch) is not { } parent || removed.Contains(fork.Branch))
            return Reject(
                $"Run {state.Spec!.Name} has no branch {fork.Branch}; "
                + $"it has {string.Join(", ", state.Branches.Select(branch => branch.Name).Except(removed))}.");

        if (parent.Checkpoints.All(checkpoint => checkpoint.Step != fork.AtStep))
            return Reject($"Branch {fork.Branch} keeps no checkpoint at step {fork.AtStep}; it keeps {Kept(parent)}.");

        var spec = Served(state, fork);

        if (fork.Spec.Policy != state.Spec!.Policy)
            return Reject("A fork keeps the policy of its run.");

        if (spec.Budgets.All(budget => budget <= fork.AtStep))
            return Reject(
                $"No budget of {state.Spec.Name} lies beyond step {fork.AtStep}; add one first, or give the fork its "
                    + "own.");

        var forked = new RunEvent.Forked(fork.Name, fork.Branch, fork.AtStep, spec);
        var river = RunState.RiverOf(forked);
        var plan = Policies.PlanOf(river);

        if (BudgetRules.Problem(river) is { } problem)
            return Reject($"The fork {fork.Name} cannot be run: {problem}");

        if (Parent(state, fork.Branch) is { } before
            && CarriedWeights.Problem(before, spec.Main, Carry.Everything) is { } changed)
            return Reject($"The fork {fork.Name} cannot go on from {fork.Branch}: {changed}");

        if (BranchNames.TooLong(river, plan) is { } tooLong)
            return Reject(tooLong);

        return plan.SelectMany(branch => branch.Stages).Any(stage => stage.Budget is not null)
            ? Accept(forked)
            : Reject(
                $"No budget of the fork can be served from step {fork.AtStep}: the {Policies.Of(spec.Policy).Ending} "
                + $"of {string.Join(", ", river.Budgets)} begins before; "
                + "fork at an earlier step, or give the fork a later budget.");
    }

    private static BranchStart.FromCheckpoint Start(RunCommand.Fork fork) =>
        new(fork.Branch, fork.AtStep, Carry.Everything);

    /// <summary>What the branch that is forked from trains.</summary>
    private static Workload? Parent(RunState state, string branch) => state.Plan
        .Where(known => known.Plan.Name == branch)
        .Select(known => known.Spec.Workloads[known.Plan.Workload])
        .FirstOrDefault();

    /// <summary>
    /// The fork serves the budgets that it changes the spec to; without such a change the run's as they are now, and
    /// as a fork of a cosine branch only that branch's.
    /// </summary>
    private static RunSpec Served(RunState state, RunCommand.Fork fork)
    {
        if (!fork.Spec.Budgets.SequenceEqual(state.Spec!.Budgets))
            return fork.Spec with { Budgets = [.. fork.Spec.Budgets.Where(budget => budget > fork.AtStep)] };

        var budgets = state.Spec.Policy == PolicyKind.Cosine
            ? state.Plan
                .Where(branch => branch.Plan.Name == fork.Branch)
                .SelectMany(branch => branch.Plan.Stages)
                .Select(stage => stage.Budget)
                .OfType<long>()
            : state.Main.Budgets;

        return fork.Spec with { Budgets = [.. budgets.Where(budget => budget > fork.AtStep)] };
    }

    internal static string Kept(OpenedBranch branch) => branch.Checkpoints.Count == 0
        ? "none yet"
        : string.Join(", ", branch.Checkpoints.Select(checkpoint => checkpoint.Step).Order());

    private static Decision<RunEvent> Accept(RunEvent happened) => Decision<RunEvent>.Accept(happened);

    private static Decision<RunEvent> Reject(string reason) => Decision<RunEvent>.Reject(reason);
}
