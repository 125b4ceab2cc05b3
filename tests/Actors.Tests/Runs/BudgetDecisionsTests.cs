using Riverrun.Actors.Branches;
using Riverrun.Actors.Runs;
using Riverrun.Actors.Tests.Branches;
using Riverrun.Models.Plans;
using Riverrun.Models.Schedules;

namespace Riverrun.Actors.Tests.Runs;

public sealed class BudgetDecisionsTests
{
    private const PolicyKind Simplified = PolicyKind.WarmupStableDecaySimplified;

    [Fact]
    public void A_budget_ahead_is_served_on_the_trunks_way()
    {
        var decision = RunInState.Started(Simplified, 80, 160).Asked(new RunCommand.AddBudget(120), tip: 50);

        Assert.Equal(new RunEvent.BudgetAdded(120, null), Assert.Single(decision.Events));
    }

    [Fact]
    public void A_run_with_a_thousand_budgets_takes_no_more()
    {
        var state = RunInState.Started(PolicyKind.Cosine, [.. Enumerable.Range(1, 1000).Select(i => 100L * i)]);

        var more = state.Asked(new RunCommand.AddBudget(150));
        var again = state.Asked(new RunCommand.AddBudget(200));

        Assert.Equal("Run test-run has 1000 budgets, and no run may have more; remove one first.", more.Refusal);
        Assert.Empty(again.Events);
        Assert.Null(again.Refusal);
    }

    [Fact]
    public void A_budget_beyond_what_adds_up_is_refused()
    {
        var state = RunInState.Started(Simplified, 80, 160);

        var most = state.Asked(new RunCommand.AddBudget(1_000_000_000_000));
        var more = state.Asked(new RunCommand.AddBudget(long.MaxValue));

        Assert.Single(most.Events);
        Assert.Equal(
            "Budget 9223372036854775807 is beyond the 1000000000000 steps that a run may have; use an earlier one.",
            more.Refusal);
    }

    [Fact]
    public void A_budget_behind_leaves_the_trunk_at_the_newest_checkpoint_before_its_decay()
    {
        var state = RunInState.Started(Simplified, 40, 160).Keeping(10, 25, 36, 40, 50, 75, 100);

        var decision = state.Asked(new RunCommand.AddBudget(90), tip: 110);

        Assert.Equal(new RunEvent.BudgetAdded(90, new Detour(90, "river", 75)), Assert.Single(decision.Events));
        Assert.NotNull(state.After(decision).Branch("budget-90"));
    }

    [Fact]
    public void A_detour_never_leaves_in_the_middle_of_another_decay()
    {
        var state = RunInState.Started(Simplified, 80, 160).Keeping(80, 144, 146, 160);

        var decision = state.Asked(new RunCommand.AddBudget(165), tip: 170);

        Assert.Equal(
            new Detour(165, "river", 144), Assert.IsType<RunEvent.BudgetAdded>(Assert.Single(decision.Events)).Detour);
    }

    [Fact]
    public void A_budget_behind_every_checkpoint_is_refused_with_the_reason()
    {
        var decision = RunInState.Started(Simplified, 160).Keeping(75, 100)
            .Asked(new RunCommand.AddBudget(40), tip: 110);

        Assert.Equal(
            "Budget 40 lies behind the trunk: its decay would begin at step 36, "
            + "and no checkpoint that it could begin from is kept there or before; the trunk keeps 75, 100.",
            decision.Refusal);
    }

    [Fact]
    public void A_budget_inside_the_decay_of_another_that_has_begun_takes_a_detour()
    {
        var decision = RunInState.Started(Simplified, 160).Keeping(100, 125, 144)
            .Asked(new RunCommand.AddBudget(155), tip: 150);

        Assert.Equal(
            new Detour(155, "river", 125), Assert.IsType<RunEvent.BudgetAdded>(Assert.Single(decision.Events)).Detour);
    }

    [Fact]
    public void A_budget_whose_decay_does_not_fit_is_refused_with_what_would_fit()
    {
        var decision = RunInState.Started(Simplified, 100, 200).Asked(new RunCommand.AddBudget(105), tip: 0);

        Assert.Contains("a decay of at most 5 steps would fit", decision.Refusal, StringComparison.Ordinal);
    }

    [Fact]
    public void A_budget_on_a_completed_run_opens_it_again()
    {
        var done = RunInState.Started(Simplified, 40).Keeping(40).Completed(40);

        var decision = done.Asked(new RunCommand.AddBudget(80), tip: 40);

        Assert.True(done.IsCompleted);
        Assert.Equal(new RunEvent.BudgetAdded(80, null), Assert.Single(decision.Events));
        Assert.False(done.After(decision).IsCompleted);
    }

    [Fact]
    public void A_budget_below_the_warm_up_is_refused() =>
        Assert.Equal(
            "Budget 10 is not beyond the warm-up of 10 steps; use a later one.",
            RunInState.Started(Simplified, 80).Asked(new RunCommand.AddBudget(10)).Refusal);

    [Fact]
    public void A_budget_that_is_there_already_changes_nothing()
    {
        var state = RunInState.Started(Simplified, 40, 160).Keeping(75, 100);
        var detoured = state.After(state.Asked(new RunCommand.AddBudget(90), tip: 110));

        Assert.Empty(state.Asked(new RunCommand.AddBudget(40)).Events);
        Assert.Empty(detoured.Asked(new RunCommand.AddBudget(90)).Events);
    }

    [Theory]
    [InlineData(90, true)]
    [InlineData(97, false)]
    public void A_leaf_of_WSD_is_ahead_until_the_trunk_is_where_it_would_fork(long tip, bool ahead)
    {
        var state = RunInState.Started(PolicyKind.WarmupStableDecay, 200).Keeping(75);

        var added = Assert.IsType<RunEvent.BudgetAdded>(
            Assert.Single(state.Asked(new RunCommand.AddBudget(108), tip).Events));

        Assert.Equal(ahead ? null : new Detour(108, "river", 75), added.Detour);
    }

    [Fact]
    public void A_budget_is_taken_back_until_its_decay_has_begun()
    {
        var state = RunInState.Started(Simplified, 80, 160).Keeping(25, 50);

        Assert.Equal(
            new RunEvent.BudgetRemoved(80, null),
            Assert.Single(state.Asked(new RunCommand.RemoveBudget(80), tip: 60).Events));
        Assert.Equal(
            "Budget 80 cannot be taken back: its own stretch has begun.",
            state.Asked(new RunCommand.RemoveBudget(80), tip: 75).Refusal);
        Assert.Equal(
            "Budget 80 is delivered already; its model stays.",
            state.Keeping(72, 80).Asked(new RunCommand.RemoveBudget(80), tip: 90).Refusal);
        Assert.Empty(state.Asked(new RunCommand.RemoveBudget(999)).Events);
    }

    [Fact]
    public void The_only_budget_stays() =>
        Assert.Contains(
            "is the only one",
            RunInState.Started(Simplified, 80).Asked(new RunCommand.RemoveBudget(80)).Refusal,
            StringComparison.Ordinal);

    [Fact]
    public void A_refused_plan_reroutes_every_budget_that_was_passed_and_no_other()
    {
        var state = RunInState.Started(Simplified, 160)
            .Keeping(75)
            .With(new RunEvent.BudgetAdded(110, null), new RunEvent.BudgetAdded(124, null));

        var decision = state.Decide(Refused(113, 75));

        Assert.Equal([110L, 124L], decision.Events.OfType<RunEvent.BudgetRemoved>().Select(e => e.Steps));
        Assert.Equal([75L, 75L], decision.Events.OfType<RunEvent.BudgetAdded>().Select(e => e.Detour?.AtStep ?? 0));
        Assert.Equal([160], state.After(decision).Main.Budgets);
    }

    [Fact]
    public void A_refusal_told_twice_takes_no_innocent_budget_away()
    {
        var state = RunInState.Started(Simplified, 160).Keeping(75).With(new RunEvent.BudgetAdded(110, null));

        var rerouted = state.After(state.Decide(Refused(104, 75)));

        Assert.Empty(rerouted.Decide(Refused(104, 75)).Events);
    }

    [Fact]
    public void A_passed_budget_without_a_checkpoint_is_taken_back_with_the_reason()
    {
        var state = RunInState.Started(Simplified, 160).With(new RunEvent.BudgetAdded(30, null));

        var removed = Assert.IsType<RunEvent.BudgetRemoved>(Assert.Single(state.Decide(Refused(29)).Events));

        Assert.Equal(
            "The trunk had passed step 27, where its decay begins, and no checkpoint before it is kept.",
            removed.Reason);
    }

    [Fact]
    public void A_branch_that_no_plan_agrees_with_fails_once_however_often_it_refuses()
    {
        var state = RunInState.Started(Simplified, 40, 160).Keeping(40);
        var refused =
            Refused(113, 75) with { Trained = new TrainedPath(Branch.OrderFor(80).Plan.Stages, 0, 80, [10, 72, 80]) };

        var failed = state.Decide(refused);

        Assert.Equal(
            new RunEvent.Failed("river", "No plan agrees with the 80 steps that are trained."),
            Assert.Single(failed.Events));
        Assert.Empty(state.After(failed).Decide(refused).Events);
        Assert.Single(state.After(failed).With(new RunEvent.Resumed(2)).Decide(refused).Events);
    }

    private static BranchMilestone.PlanRefused Refused(long end, params long[] stored) =>
        new(new TrainedPath(Branch.OrderFor(160).Plan.Stages, 0, end, [10, .. stored, 144, 160])) { Branch = "river" };
}
