using Riverrun.Actors.Branches;
using Riverrun.Actors.Runs;
using Riverrun.Actors.Tests.Branches;
using Riverrun.Models.Plans;
using Riverrun.Models.Schedules;

namespace Riverrun.Actors.Tests.Runs;

public sealed class BranchNamesTests
{
    private const PolicyKind Simplified = PolicyKind.WarmupStableDecaySimplified;
    private const PolicyKind Leaves = PolicyKind.WarmupStableDecay;

    private static readonly string Longest = new('x', 64);

    [Theory]
    [InlineData(Simplified, "river", "Run test-run has a branch river already; choose another name.")]
    [InlineData(Simplified, "budget-120", "A fork cannot be named budget-120: the branch of a budget gets such a name")]
    [InlineData(Leaves, "budget-80", "A fork cannot be named budget-80: the branch of a budget gets such a name")]
    [InlineData(Leaves, "wider-budget-7",
        "A fork cannot be named wider-budget-7: the branch of a budget gets such a name")]
    [InlineData(PolicyKind.CyclicCosine, "budget-0", "A fork cannot be named budget-0: ")]
    [InlineData(Simplified, "-wider", "'-wider' cannot name a branch")]
    [InlineData(Simplified, "", "'' cannot name a branch")]
    public void A_fork_cannot_have_a_name_that_a_plan_gives_or_could_give(
        PolicyKind policy, string name, string refusal)
    {
        var state = RunInState.Started(policy, 40, 80, 160).Keeping(25);

        Assert.StartsWith(
            refusal, state.Asked(new RunCommand.Fork(name, "river", 25, state.Spec!)).Refusal,
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("budget")]
    [InlineData("budget-120-wider")]
    [InlineData("main")]
    [InlineData("budget-12e3")]
    [InlineData("my-budget")]
    [InlineData("river.2")]
    public void A_fork_can_have_any_other_name_and_budgets_come_beside_it(string name)
    {
        var state = RunInState.Started(Simplified, 40, 160).Keeping(25, 36, 40, 75, 100);
        var forked = state.After(state.Asked(new RunCommand.Fork(name, "river", 25, state.Spec!)));
        var grown = forked.After(forked.Asked(new RunCommand.AddBudget(90), tip: 110));

        Assert.Equal(["river", "budget-90", name], grown.Plan.Select(branch => branch.Plan.Name));
    }

    [Fact]
    public void A_fork_whose_leaves_would_have_too_long_a_name_is_refused_and_one_without_leaves_is_not()
    {
        var (trunk, leaves) =
            (RunInState.Started(Simplified, 40, 80).Keeping(25), RunInState.Started(Leaves, 40, 80).Keeping(25));

        Assert.Null(trunk.Asked(new RunCommand.Fork(Longest, "river", 25, trunk.Spec!)).Refusal);
        Assert.Equal(
            $"A fork cannot be named {Longest}: its branch {Longest}-budget-40 would have 74 letters, "
            + "and a name has at most 64; choose a shorter one.",
            leaves.Asked(new RunCommand.Fork(Longest, "river", 25, leaves.Spec!)).Refusal);
        Assert.Null(leaves.Asked(new RunCommand.Fork(Longest[..54], "river", 25, leaves.Spec!)).Refusal);
    }

    [Fact]
    public void A_fork_of_a_cosine_run_cannot_be_named_river_whose_leaves_would_be_the_runs_own()
    {
        var state = RunInState.Started(PolicyKind.Cosine, 40, 80);
        state = state.With(new RunEvent.CheckpointNoted("budget-80", 25, Branch.Digest(25), "periodic", null));

        Assert.StartsWith(
            "A fork cannot be named river",
            state.Asked(new RunCommand.Fork("river", "budget-80", 25, state.Spec!)).Refusal, StringComparison.Ordinal);
    }

    [Fact]
    public void A_fork_that_can_serve_no_budget_from_where_it_begins_is_refused()
    {
        var state = RunInState.Started(Leaves, 40, 80).Keeping(74);

        Assert.Equal(
            "No budget of the fork can be served from step 74: the decay of 80 begins before; "
            + "fork at an earlier step, or give the fork a later budget.",
            state.Asked(new RunCommand.Fork("late", "river", 74, state.Spec!)).Refusal);
    }

    /// <summary>What a journal may hold since the days when such a fork, and then the budget, were accepted.</summary>
    [Theory]
    [InlineData(Simplified, "budget-90", "budget-90-2")]
    [InlineData(Leaves, "budget-80", "budget-80-2")]
    public void A_stored_fork_with_the_name_of_a_leaf_keeps_it_and_the_leaf_gets_another(
        PolicyKind policy, string name, string other)
    {
        var state = RunInState.Started(policy, 40, 80, 160).Keeping(25, 36)
            .With(new RunEvent.Forked(name, "river", 25, RunInState.Started(policy, 40, 80, 160).Spec!))
            .Keeping(40, 72, 75, 100);

        if (policy == Simplified)
            state = state.With(new RunEvent.BudgetAdded(90, new Detour(90, "river", 75)));

        var orders = RunIntent.Of(state);
        var view = RunViews.Of(state, new Dictionary<string, BranchMilestone.Progressed>(), RunInState.Unknown);

        Assert.Equal(25, orders[name].Plan.Start.Step);
        Assert.NotEqual(25, orders[other].Plan.Start.Step);
        Assert.Equal(orders.Keys.Order(), view.Branches.Select(branch => branch.Name).Order());
        Assert.Contains(view.Budgets, budget => budget.Branch == other);
        Assert.NotEmpty(CheckpointCatalog.Reasons(state).ToList());
        Assert.Empty(RunIntent.Settled(state));
        Assert.Contains(
            "its own stretch has begun",
            state.Asked(new RunCommand.RemoveBudget(policy == Simplified ? 90 : 80)).Refusal,
            StringComparison.Ordinal);
    }

    [Fact]
    public void A_stored_fork_whose_leaves_have_too_long_a_name_gets_shorter_ones()
    {
        var state = RunInState.Started(Leaves, 40, 80).Keeping(25);
        state = state.With(new RunEvent.Forked(Longest, "river", 25, state.Spec!));

        Assert.All(state.Plan, branch => Assert.InRange(branch.Plan.Name.Length, 1, 64));
        Assert.Equal(state.Plan.Count, state.Plan.Select(branch => branch.Plan.Name).Distinct().Count());
    }

    [Fact]
    public void A_branch_that_was_opened_twice_is_there_once()
    {
        var state = RunInState.Started(Simplified, 40, 80).Keeping(25);

        var twice = state.With(new RunEvent.BranchOpened("river", Branch.Digest(1)));

        Assert.Equal(state.Branches, twice.Branches);
    }
}
