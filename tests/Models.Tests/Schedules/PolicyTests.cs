using Riverrun.Models.Plans;
using Riverrun.Models.Schedules;

namespace Riverrun.Models.Tests.Schedules;

public sealed class PolicyTests
{
    [Theory]
    [InlineData(PolicyKind.WarmupStableDecay, 215)]
    [InlineData(PolicyKind.WarmupStableDecaySimplified, 200)]
    [InlineData(PolicyKind.CyclicCosine, 200)]
    [InlineData(PolicyKind.Cosine, 350)]
    public void A_campaign_of_50_100_and_200_costs_what_the_paper_says(PolicyKind policy, long steps)
    {
        var ledger = Ledger.Of(Rivers.Of(policy, [50, 100, 200]).Plan());

        Assert.Equal(steps, ledger.Campaign);
        Assert.Equal([50, 100, 200], ledger.Deliveries.Select(delivery => delivery.AncestorSteps).Order());
    }

    [Fact]
    public void WSD_S_is_one_branch_that_returns_to_the_peak_after_every_decay()
    {
        var plan = Assert.Single(Rivers.Of(PolicyKind.WarmupStableDecaySimplified, [50, 100], warmUp: 5).Plan());

        Assert.Equal("river", plan.Name);
        Assert.Equal(
            ["warm-up", "stable-50", "decay-50", "stable-100", "decay-100"], plan.Stages.Select(stage => stage.Name));
        Assert.Equal([5, 45, 50, 90, 100], plan.Stages.Select(stage => stage.EndStep));
        Assert.Equal([null, null, 50, null, 100], plan.Stages.Select(stage => stage.Budget));
        Assert.Equal(1, plan.Stages.RateAt(50));
    }

    [Fact]
    public void WSD_is_a_trunk_that_never_decays_and_a_leaf_from_before_each_decay()
    {
        var plan = Rivers.Of(PolicyKind.WarmupStableDecay, [50, 100]).Plan();

        Assert.Equal(["river", "budget-50", "budget-100"], plan.Select(branch => branch.Name));
        Assert.All(plan[0].Stages, stage => Assert.IsType<Phase.Stable>(stage.Phase));
        Assert.Equal(90, plan[0].EndStep);
        Assert.Equal(new BranchStart.FromCheckpoint("river", 45, Carry.Everything), plan[1].Start);
        Assert.Equal(new BranchStart.FromCheckpoint("river", 90, Carry.Everything), plan[2].Start);
        Assert.All(plan.Skip(1), leaf => Assert.IsType<Phase.Decaying>(Assert.Single(leaf.Stages).Phase));
        Assert.All(plan.Skip(1), leaf => Assert.Contains(plan[0].Stages, stage => stage.EndStep == leaf.Start.Step));
    }

    [Fact]
    public void Cyclic_cosine_is_one_branch_of_half_waves_that_end_at_the_budgets()
    {
        var plan = Assert.Single(Rivers.Of(PolicyKind.CyclicCosine, [50, 100]).Plan());

        Assert.Equal([50L, 100L], plan.Stages.Select(stage => stage.Budget));
        Assert.Equal(1, plan.Stages.RateAt(0));
        Assert.Equal(0.55, plan.Stages.RateAt(25), 1e-12);
        Assert.Equal(1, plan.Stages.RateAt(50));
    }

    [Fact]
    public void Cosine_is_a_branch_from_scratch_for_each_budget()
    {
        var plan = Rivers.Of(PolicyKind.Cosine, [50, 100], warmUp: 10).Plan();

        Assert.Equal(["budget-50", "budget-100"], plan.Select(branch => branch.Name));
        Assert.All(plan, branch => Assert.Equal(0, branch.Start.Step));
        Assert.Equal([40, 90], plan.Select(branch => branch.Stages[1].Steps));
    }

    [Fact]
    public void A_staged_plan_is_a_branch_for_each_step_from_where_the_one_before_ended()
    {
        var none = new LearningRateConfig(1, 0.1, 0, DecayShape.Linear, new DecayLength(DecayBasis.Steps, 0));
        var decaying = new LearningRateConfig(0.5, 0.1, 4, DecayShape.Linear, new DecayLength(DecayBasis.Steps, 10));
        var carry = new Carry(Moments: false, DataPosition: true);

        var plan = Rivers.Staged(
            new StagedStep("first", null, 30, "main", none, Carry.Everything),
            new StagedStep("second", "first", 20, "main", decaying, carry)).Plan();

        Assert.Equal(new BranchStart.FromCheckpoint("first", 30, carry), plan[1].Start);
        Assert.Equal(["warm-up", "stable", "decay"], plan[1].Stages.Select(stage => stage.Name));
        Assert.Equal([34, 40, 50], plan[1].Stages.Select(stage => stage.EndStep));
        Assert.Null(plan[0].Stages[^1].Budget);
        Assert.Equal(50, plan[1].Stages[^1].Budget);
    }

    [Fact]
    public void A_budget_off_the_trunks_way_is_walked_to_from_a_checkpoint_at_the_trunks_own_rates()
    {
        var river = Rivers.Of(
            PolicyKind.WarmupStableDecaySimplified, [80, 160]) with
        { Detours = [new Detour(120, "river", 80)] };

        var plan = river.Plan();

        Assert.Equal("budget-120", plan[1].Name);
        Assert.Equal(80, plan[1].Start.Step);
        Assert.Equal([108, 120], plan[1].Stages.Select(stage => stage.EndStep));
    }

    [Fact]
    public void A_detour_walks_past_a_budget_that_decays_across_its_departure()
    {
        var river = Rivers.Of(
            PolicyKind.WarmupStableDecaySimplified, [80, 160]) with
        { Detours = [new Detour(165, "river", 144)] };

        var stages = river.Plan()[1].Stages;

        Assert.Equal(1, stages.RateAt(147));
        Assert.Equal(1, stages.RateAt(148));
        Assert.True(stages.RateAt(149) < 1);
        Assert.Equal(165, stages[^1].EndStep);
        Assert.Equal(17, stages[^1].Steps);
    }

    [Fact]
    public void A_fork_walks_the_rest_of_its_rivers_way()
    {
        var main = Rivers.Of(PolicyKind.WarmupStableDecaySimplified, [80, 160], warmUp: 10);
        var fork = main with { Name = "fork", Start = new BranchStart.FromCheckpoint("river", 75, Carry.Everything) };

        var plan = Assert.Single(fork.Plan());

        Assert.Equal(75, plan.Stages[0].FirstStep);
        Assert.All(Enumerable.Range(75, 85), step =>
            Assert.Equal(main.Plan()[0].Stages.RateAt(step), plan.Stages.RateAt(step)));
    }

    [Theory]
    [InlineData(PolicyKind.WarmupStableDecaySimplified, new long[] { 10 },
        "budget 10 is not beyond the warm-up of 10 steps")]
    [InlineData(PolicyKind.WarmupStableDecaySimplified, new long[] { 40, 40 },
        "budget 40 follows 40; budgets must ascend.")]
    [InlineData(PolicyKind.WarmupStableDecaySimplified, new long[] { 100, 105 },
        "budget 105 decays over 11 steps, from step 94, but its cycle begins at step 100; a decay of at most 5 steps "
            + "would fit.")]
    [InlineData(PolicyKind.WarmupStableDecay, new long[] { 11 }, null)]
    [InlineData(PolicyKind.WarmupStableDecay, new long[] { 100, 105 }, null)]
    [InlineData(PolicyKind.CyclicCosine, new long[] { 100, 105 }, null)]
    [InlineData(PolicyKind.Cosine, new long[] { 100, 105 }, null)]
    public void A_budget_that_cannot_be_served_is_named_with_what_would_fit(
        PolicyKind policy, long[] budgets, string? problem)
    {
        var found = BudgetRules.Problem(Rivers.Of(policy, budgets, warmUp: 10));

        if (problem is null)
            Assert.Null(found);
        else
            Assert.Contains(problem, found, StringComparison.Ordinal);
    }
}
