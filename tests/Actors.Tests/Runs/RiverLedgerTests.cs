using Riverrun.Actors.Branches;
using Riverrun.Actors.Runs;
using Riverrun.Actors.Tests.Branches;
using Riverrun.Actors.Tests.Support;
using Riverrun.Models.Plans;
using Riverrun.Models.Schedules;
using Riverrun.Models.Training;

namespace Riverrun.Actors.Tests.Runs;

public sealed class RiverLedgerTests
{
    private static readonly Evaluation Measured = new(1, null, new Dictionary<string, double>());

    [Theory]
    [InlineData(PolicyKind.WarmupStableDecaySimplified, 160)]
    [InlineData(PolicyKind.CyclicCosine, 160)]
    [InlineData(PolicyKind.WarmupStableDecay, 160 - 16 + 4 + 8 + 16)]
    [InlineData(PolicyKind.Cosine, 40 + 80 + 160)]
    public void A_run_without_forks_spends_what_its_policys_formula_says(PolicyKind policy, long expected)
    {
        var view = View(Trained(RunInState.Started(policy, 40, 80, 160)));

        var river = Assert.Single(view.Rivers!);
        Assert.Equal((expected, expected, expected), (river.SpentSteps, river.PlannedSteps, view.SpentSteps));
        Assert.All(view.Budgets, budget => Assert.Equal(budget.SpentSteps, budget.RiverSteps));
        Assert.Equal(expected, view.Budgets[^1].RiverSteps);
    }

    [Fact]
    public void A_forks_models_count_the_steps_of_their_own_river_and_those_of_the_run_apart()
    {
        var main = Trained(RunInState.Started(PolicyKind.WarmupStableDecaySimplified, 40, 80, 160));
        var fork = Trained(main.With(Fork("wide", "river", 40, PolicyKind.WarmupStableDecaySimplified, 80, 160)));
        var deeper = Trained(fork.With(Fork("deep", "wide", 80, PolicyKind.WarmupStableDecay, 120, 240)));

        var view = View(deeper);

        Assert.Equal([160, 120, 240 - 24 + 24 + 12 - 80], view.Rivers!.Select(river => river.SpentSteps));
        Assert.Equal(view.Rivers!.Select(river => river.PlannedSteps), view.Rivers!.Select(river => river.SpentSteps));
        Assert.Equal(view.SpentSteps, view.Rivers!.Sum(river => river.SpentSteps));
        Assert.Equal([null, "river", "wide"], view.Rivers!.Select(river => river.Parent));
        Assert.Equal((40, 200L), Costs(view, "wide", 80));
        Assert.Equal((120, 280L), Costs(view, "wide", 160));
        Assert.Equal((160L, 160L), Costs(view, "river", 160));
        Assert.Equal(
            ["river | wide | deep, deep-budget-120, deep-budget-240"],
            [string.Join(" | ", view.Rivers!.Select(river => string.Join(", ", river.Branches)))]);
    }

    [Fact]
    public void A_budget_that_came_late_costs_its_river_more_than_the_formula()
    {
        var late = Trained(RunInState.Started(PolicyKind.WarmupStableDecaySimplified, 40, 160));
        var view = View(Trained(late.With(new RunEvent.BudgetAdded(80, new Detour(80, "river", 40)))));

        var river = Assert.Single(view.Rivers!);
        Assert.Equal((200, 200), (river.SpentSteps, river.PlannedSteps));
        Assert.Equal(200, view.Budgets.Single(budget => budget.Steps == 80).RiverSteps);
    }

    [Fact]
    public void A_model_of_an_older_journal_with_forks_says_nothing_of_its_river()
    {
        var main = Trained(RunInState.Started(PolicyKind.WarmupStableDecaySimplified, 40));
        var old = main with { Reached = [.. main.Reached.Select(reached => reached with { RiverSteps = null })] };

        Assert.Equal(40, View(old).Budgets[0].RiverSteps);
        Assert.Null(View(old.With(Fork("wide", "river", 40, PolicyKind.WarmupStableDecaySimplified, 80))).Budgets[0]
            .RiverSteps);
    }

    private static (long?, long?) Costs(RunView view, string branch, long steps) =>
        view.Budgets.Single(budget => budget.Branch == branch && budget.Steps == steps) is var budget
            ? (budget.RiverSteps, budget.SpentSteps) : default;

    private static RunEvent.Forked Fork(
        string name, string branch, long at, PolicyKind policy, params long[] budgets) =>
        new(name, branch, at, Specs.Of(policy, budgets));

    private static RunView View(RunState state) =>
        RunViews.Of(state, new Dictionary<string, BranchMilestone.Progressed>(), new Dictionary<string, long>());

    /// <summary>
    /// Every branch walks through every stage, the one with the fewest steps left first, as on a single device.
    /// </summary>
    private static RunState Trained(RunState state)
    {
        while (Next(state) is var (branch, step))
            state = state.With(new RunEvent.CheckpointNoted(branch, step, Branch.Digest(step), "stage-end", Measured));

        return state;
    }

    private static (string Branch, long Step)? Next(RunState state)
    {
        var due = from plan in state.Plan.Select(planned => planned.Plan)
                  let known = state.Branch(plan.Name)
                  where known is not null
                  let stage = plan.Stages.FirstOrDefault(
                      stage => known.Checkpoints.All(kept => kept.Step != stage.EndStep))
                  where stage is not null
                  orderby plan.EndStep - stage.FirstStep, stage.EndStep
                  select ((string, long)?)(plan.Name, stage.EndStep);

        return due.FirstOrDefault();
    }
}
