using Riverrun.Actors.EventSourcing;
using Riverrun.Models.Plans;
using Riverrun.Models.Schedules;

namespace Riverrun.Actors.Runs;

/// <summary>Budgets that come and go while a run runs. Pure.</summary>
internal static class RunBudgets
{
    /// <summary>Serves a budget on the trunk's way where that is still ahead, else from the newest kept checkpoint before its decay.</summary>
    public static Decision<RunEvent> Add(RunState state, long steps, IReadOnlyDictionary<string, long> tips)
    {
        var river = state.Main;

        if (river.Budgets.Contains(steps) || river.Detours.Any(detour => detour.Budget == steps))
            return Decision<RunEvent>.Nothing;

        if (river.Spec.Policy == PolicyKind.Staged)
            return Decision<RunEvent>.Reject($"Run {river.Spec.Name} follows a fixed plan of stages; it takes no further budgets.");

        if (steps <= river.Spec.LearningRate.WarmUpSteps)
            return Decision<RunEvent>.Reject($"Budget {steps} is not beyond the warm-up of {river.Spec.LearningRate.WarmUpSteps} steps.");

        var inline = river with { Budgets = [.. river.Budgets.Append(steps).Order()] };
        var problem = BudgetRules.Problem(inline);

        if (problem is null && IsAhead(state, inline, tips))
            return Decision<RunEvent>.Accept(new RunEvent.BudgetAdded(steps, null));

        return Detour(state, steps) is { } detour
            ? Decision<RunEvent>.Accept(new RunEvent.BudgetAdded(steps, detour))
            : Decision<RunEvent>.Reject(
                problem is null || steps <= tips.Values.DefaultIfEmpty(0).Max()
                    ? $"Budget {steps} lies behind the trunk, and no kept checkpoint is at or before step {Policies.Of(river.Spec.Policy).Departure(river, steps)}, where its decay would begin."
                    : $"Budget {steps} cannot be served: {problem}");
    }

    /// <summary>Takes a budget back unless it is delivered or its decay has begun.</summary>
    public static Decision<RunEvent> Remove(RunState state, long steps, IReadOnlyDictionary<string, long> tips)
    {
        var river = state.Main;

        if (state.Reached.Any(reached => reached.Steps == steps))
            return Decision<RunEvent>.Reject($"Budget {steps} is delivered already; its model stays.");

        if (!river.Budgets.Contains(steps) && river.Detours.All(detour => detour.Budget != steps))
            return Decision<RunEvent>.Nothing;

        if (river.Spec.Policy == PolicyKind.Staged)
            return Decision<RunEvent>.Reject($"Run {river.Spec.Name} follows a fixed plan of stages; its budgets stay.");

        if (river.Budgets.Count + river.Detours.Count == 1)
            return Decision<RunEvent>.Reject($"Budget {steps} is the only one of {river.Spec.Name}; cancel the run instead, or add another budget first.");

        var without = river with { Budgets = [.. river.Budgets.Where(budget => budget != steps)] };

        return state.Branch(river.LeafName(steps)) is not null || !Agrees(state, without, tips)
            ? Decision<RunEvent>.Reject($"Budget {steps} cannot be taken back: its own stretch has begun.")
            : Decision<RunEvent>.Accept(new RunEvent.BudgetRemoved(steps, null));
    }

    /// <summary>Reroutes the budget that made a plan contradict what its branch had trained meanwhile.</summary>
    public static Decision<RunEvent> Reroute(RunState state, BranchPlan trained, long step)
    {
        var river = state.Main;
        var policy = Policies.Of(river.Spec.Policy);

        foreach (var budget in river.Budgets.Where(budget => state.Reached.All(reached => reached.Steps != budget)).Reverse())
        {
            var without = river with { Budgets = [.. river.Budgets.Where(other => other != budget)] };
            var plan = policy.Plan(without).FirstOrDefault(branch => branch.Name == trained.Name);

            if (plan is null || StageList.FirstDisagreement(trained.Stages, plan.Stages, trained.Start.Step, step) is not null)
                continue;

            var removed = new RunEvent.BudgetRemoved(budget, $"The trunk had passed the beginning of its decay at step {policy.Departure(river, budget)}.");

            return Detour(state, budget) is { } detour
                ? Decision<RunEvent>.Accept(removed with { Reason = removed.Reason + $" It is served from step {detour.AtStep} instead." }, new RunEvent.BudgetAdded(budget, detour))
                : Decision<RunEvent>.Accept(removed);
        }

        return Decision<RunEvent>.Accept(new RunEvent.Failed(trained.Name, $"No plan agrees with the {step} steps that are trained."));
    }

    private static bool IsAhead(RunState state, River river, IReadOnlyDictionary<string, long> tips)
    {
        if (!Agrees(state, river, tips))
            return false;

        return Policies.Of(river.Spec.Policy).Plan(river)
            .Where(plan => state.Branch(plan.Name) is null)
            .Select(plan => plan.Start)
            .OfType<BranchStart.FromCheckpoint>()
            .All(start => state.Branch(start.Branch) is not { } parent
                || RunMilestones.Tip(parent, tips) <= start.AtStep
                || parent.Checkpoints.Any(checkpoint => checkpoint.Step == start.AtStep));
    }

    private static bool Agrees(RunState state, River changed, IReadOnlyDictionary<string, long> tips)
    {
        var policy = Policies.Of(changed.Spec.Policy);
        var plans = policy.Plan(changed).ToDictionary(plan => plan.Name);

        return policy.Plan(state.Main).All(old =>
            state.Branch(old.Name) is not { } branch
            || (plans.TryGetValue(old.Name, out var plan)
                && StageList.FirstDisagreement(old.Stages, plan.Stages, old.Start.Step, RunMilestones.Tip(branch, tips)) is null));
    }

    private static Detour? Detour(RunState state, long budget)
    {
        var river = state.Main;
        var policy = Policies.Of(river.Spec.Policy);
        var departure = policy.Departure(river, budget);
        var newest = state.Branch(river.Name)?.Checkpoints.Where(kept => kept.Step <= departure).MaxBy(kept => kept.Step);

        return newest is null ? null : new Detour(budget, river.Name, newest.Step);
    }
}
