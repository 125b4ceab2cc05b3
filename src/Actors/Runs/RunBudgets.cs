using Riverrun.Actors.EventSourcing;
using Riverrun.Models.Plans;
using Riverrun.Models.Schedules;

namespace Riverrun.Actors.Runs;

/// <summary>Budgets that come and go while a run runs. Pure.</summary>
internal static class RunBudgets
{
    /// <summary>
    /// Serves a budget on the trunk's way where that is still ahead, else from
    /// the newest kept checkpoint before its decay.
    /// </summary>
    public static Decision<RunEvent> Add(RunState state, long steps, IReadOnlyDictionary<string, long> tips)
    {
        var river = state.Main;
        var rate = river.Spec.LearningRate;

        if (river.Budgets.Contains(steps) || river.Detours.Any(detour => detour.Budget == steps))
            return Decision<RunEvent>.Nothing;

        if (river.Spec.Policy == PolicyKind.Staged)
            return Reject($"Run {river.Spec.Name} follows a fixed plan of stages; it takes no further budgets.");

        if (river.Budgets.Count + river.Detours.Count >= BudgetRules.Most)
            return Reject(
                $"Run {river.Spec.Name} has {BudgetRules.Most} budgets, and no run may have more; remove one first.");

        if (steps > RunSpec.MostSteps)
            return Reject(
                $"Budget {steps} is beyond the {RunSpec.MostSteps} steps that a run may have; use an earlier one.");

        if (steps <= rate.WarmUpSteps)
            return Reject($"Budget {steps} is not beyond the warm-up of {rate.WarmUpSteps} steps; use a later one.");

        var inline = river with { Budgets = [.. river.Budgets.Append(steps).Order()] };
        var problem = BudgetRules.Problem(inline);

        if (problem is null && Agrees(state, inline, tips))
            return Decision<RunEvent>.Accept(new RunEvent.BudgetAdded(steps, null));

        return Detour(state, river, steps, Trunk(river)) is { } detour
            ? Decision<RunEvent>.Accept(new RunEvent.BudgetAdded(steps, detour))
            : Reject(problem is null ? Behind(state, steps) : $"Budget {steps} cannot be served: {problem}");
    }

    /// <summary>Takes a budget back unless it is delivered or its decay has begun.</summary>
    public static Decision<RunEvent> Remove(RunState state, long steps, IReadOnlyDictionary<string, long> tips)
    {
        var river = state.Main;
        var name = river.Spec.Name;

        if (state.Reached.Any(reached => reached.Steps == steps))
            return Reject($"Budget {steps} is delivered already; its model stays.");

        if (!river.Budgets.Contains(steps) && river.Detours.All(detour => detour.Budget != steps))
            return Decision<RunEvent>.Nothing;

        if (river.Spec.Policy == PolicyKind.Staged)
            return Reject($"Run {name} follows a fixed plan of stages; its budgets stay.");

        if (river.Budgets.Count + river.Detours.Count == 1)
            return Reject(
                $"Budget {steps} is the only one of {name}; cancel the run instead, or add another budget first.");

        var without = river with { Budgets = [.. river.Budgets.Where(budget => budget != steps)] };

        return state.Branch(RunPlan.Of(state.Rivers).NameOfMain(river.LeafName(steps))) is not null
            || !Agrees(state, without, tips)
            ? Reject($"Budget {steps} cannot be taken back: its own stretch has begun.")
            : Decision<RunEvent>.Accept(new RunEvent.BudgetRemoved(steps, null));
    }

    /// <summary>
    /// The branch had gone on while a budget was being added, and cannot follow the new plan: the budgets that
    /// contradict what is trained leave the trunk's way and are served from a checkpoint where there is one.
    /// </summary>
    public static Decision<RunEvent> Reroute(RunState state, string branch, TrainedPath trained)
    {
        var river = state.Main;
        var kept = river with
        {
            Budgets =
            [.. river.Budgets.Where(budget => state.Reached.Any(reached => reached.Steps == budget))]
        };
        var passed = new List<long>();

        foreach (var budget in river.Budgets.Except(kept.Budgets))
        {
            var wider = kept with { Budgets = [.. kept.Budgets.Append(budget).Order()] };

            if (Fits(wider, branch, trained))
                kept = wider;
            else
                passed.Add(budget);
        }

        if (!Fits(kept, branch, trained))
            return state.Branch(branch) is { Failure: not null }
                ? Decision<RunEvent>.Nothing // It refuses each time that it is told.
                : Decision<RunEvent>.Accept(
                    new RunEvent.Failed(branch, $"No plan agrees with the {trained.End} steps that are trained."));

        return Decision<RunEvent>.Accept(
            [.. passed.SelectMany(budget => Rerouted(state, kept, budget, trained.Stages))]);
    }

    private static IEnumerable<RunEvent> Rerouted(RunState state, River river, long budget, IReadOnlyList<Stage> trunk)
    {
        var policy = Policies.Of(river.Spec.Policy);
        var reason = $"The trunk had passed step {policy.Departure(river, budget)}, where its {policy.Ending} begins";

        if (Detour(state, river, budget, trunk) is { } detour)
        {
            yield return new RunEvent.BudgetRemoved(
                budget, $"{reason}; it is served from step {detour.AtStep} instead.");
            yield return new RunEvent.BudgetAdded(budget, detour);
        }
        else
        {
            yield return new RunEvent.BudgetRemoved(budget, $"{reason}, and no checkpoint before it is kept.");
        }
    }

    private static bool Fits(River river, string branch, TrainedPath trained) =>
        Policies.PlanOf(river).FirstOrDefault(plan => plan.Name == branch) is not { } plan
        || trained.FirstConflict(plan.Stages) is null;

    /// <summary>
    /// Whether every opened branch can follow the changed river, as far as the run knows how far each has come.
    /// </summary>
    private static bool Agrees(RunState state, River changed, IReadOnlyDictionary<string, long> tips)
    {
        var plans = Policies.PlanOf(changed).ToDictionary(plan => plan.Name);
        var names = RunPlan.Of(state.Rivers);

        return Policies.PlanOf(state.Main).All(old =>
            state.Branch(names.NameOfMain(old.Name)) is not { } branch
            || (plans.TryGetValue(old.Name, out var plan)
                && Trained(old, branch, tips).FirstConflict(plan.Stages) is null));
    }

    private static TrainedPath Trained(BranchPlan plan, OpenedBranch branch, IReadOnlyDictionary<string, long> tips) =>
        new(
        plan.Stages,
        plan.Start.Step,
        RunMilestones.Tip(branch, tips),
        [.. branch.Checkpoints.Select(kept => kept.Step), .. plan.Stages.Select(stage => stage.EndStep)]);

    /// <summary>The newest kept checkpoint of the trunk from which the budget's own path can be walked.</summary>
    private static Detour? Detour(RunState state, River river, long budget, IReadOnlyList<Stage> trunk)
    {
        var policy = Policies.Of(river.Spec.Policy);
        var path = policy.PathTo(river, budget);

        var newest = state.Branch(river.Name)?.Checkpoints
            .Where(kept => kept.Step <= policy.Departure(river, budget))
            .Where(kept => StageList.FirstDisagreement(trunk, path, river.Start.Step, kept.Step) is null)
            .MaxBy(kept => kept.Step);

        return newest is null ? null : new Detour(budget, river.Name, newest.Step);
    }

    private static IReadOnlyList<Stage> Trunk(River river) =>
        Policies.PlanOf(river).FirstOrDefault(plan => plan.Name == river.Name)?.Stages ?? [];

    private static string Behind(RunState state, long steps)
    {
        var policy = Policies.Of(state.Main.Spec.Policy);
        var departure = policy.Departure(state.Main, steps);
        var kept = state.Branch(state.Main.Name)?.Checkpoints.Select(checkpoint => checkpoint.Step).Order()
            ?? Enumerable.Empty<long>();

        return $"Budget {steps} lies behind the trunk: its {policy.Ending} would begin at step {departure}, and no "
            + "checkpoint that it could "
            + $"begin from is kept there or before; the trunk keeps {string.Join(", ", kept.DefaultIfEmpty(0))}.";
    }

    private static Decision<RunEvent> Reject(string reason) => Decision<RunEvent>.Reject(reason);
}
