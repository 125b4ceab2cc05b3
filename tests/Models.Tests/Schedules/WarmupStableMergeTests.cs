using Riverrun.Models.Plans;
using Riverrun.Models.Schedules;

namespace Riverrun.Models.Tests.Schedules;

public sealed class WarmupStableMergeTests
{
    private const PolicyKind Wsm = PolicyKind.WarmupStableMerge;

    [Fact]
    public void The_model_of_a_budget_is_the_mean_of_eight_checkpoints_over_the_last_tenth()
    {
        var plan = Rivers.Of(Wsm, [800], warmUp: 50).Plan();

        var start = Assert.IsType<BranchStart.Merge>(plan[1].Start);
        Assert.Equal(["river", "budget-800"], plan.Select(branch => branch.Name));
        Assert.Equal([730, 740, 750, 760, 770, 780, 790, 800], start.From.Select(source => source.AtStep));
        Assert.All(start.From, source => Assert.Equal(("river", 0.125), (source.Branch, source.Coefficient)));
        Assert.Equal((800L, 800L, 800L), (start.Step, plan[1].EndStep, plan[1].StageEndingAt(800)?.Budget));
        Assert.Equal(0, Assert.Single(plan[1].Stages).Steps);
    }

    [Fact]
    public void The_trunk_never_decays_and_stops_at_each_checkpoint_of_a_merge()
    {
        var trunk = Rivers.Of(Wsm, [400, 420], warmUp: 50).Plan()[0];

        Assert.All(trunk.Stages.Skip(1), stage => Assert.IsType<Phase.Stable>(stage.Phase));
        Assert.Equal(
            [50, 365, 370, 375, 380, 383, 385, 388, 390, 393, 395, 399, 400, 404, 409, 414, 420],
            trunk.Stages.Select(stage => stage.EndStep));
        Assert.Equal([50, 400, 420], trunk.Stages.Where(stage => !stage.IsWaypoint).Select(stage => stage.EndStep));
        Assert.All(trunk.Stages, stage => Assert.Null(stage.Budget));
        Assert.Equal(trunk.Stages.Count, trunk.Stages.Select(stage => stage.Name).Distinct().Count());
    }

    [Fact]
    public void A_campaign_costs_no_more_than_its_trunk()
    {
        var ledger = Ledger.Of(Rivers.Of(Wsm, [100, 200, 400]).Plan());

        Assert.Equal(400, ledger.Campaign);
        Assert.Equal([100, 200, 400], ledger.Deliveries.Select(delivery => delivery.AncestorSteps));
    }

    [Fact]
    public void Checkpoints_and_window_are_the_specs()
    {
        var river = Rivers.Of(Wsm, [100]);
        var wide = river with { Spec = river.Spec with { Merge = new MergeConfig(3, 0.5) } };

        var start = Assert.IsType<BranchStart.Merge>(wide.Plan()[1].Start);

        Assert.Equal([66, 83, 100], start.From.Select(source => source.AtStep));
        Assert.All(start.From, source => Assert.Equal(1 / 3.0, source.Coefficient));
    }

    [Fact]
    public void A_fork_merges_its_own_checkpoints_and_the_one_it_begins_from()
    {
        var fork = From(91);

        Assert.Equal([91, 92, 93, 95, 96, 97, 98, 100], Sources(fork.Plan()[1]).Select(source => source.AtStep));
        Assert.Equal(["river", "fork"], Sources(fork.Plan()[1]).Select(source => source.Branch).Distinct());
        Assert.Equal(["fork"], Sources(fork.Plan()[2]).Select(source => source.Branch).Distinct());
        Assert.Equal(["fork", "fork-budget-200"], From(92).Plan().Select(branch => branch.Name));

        static River From(long step) => new(
            "fork", new BranchStart.FromCheckpoint("river", step, Carry.Everything), Rivers.Of(Wsm, [100]).Spec,
            [100, 200], []);

        static IReadOnlyList<MergeSource> Sources(BranchPlan branch) =>
            Assert.IsType<BranchStart.Merge>(branch.Start).From;
    }

    [Theory]
    [InlineData(40, 0, "budget 40 merges 8 checkpoints of its last 4 steps, and each takes a step of its own; "
        + "use a later budget, a wider merge.window or fewer merge.checkpoints.")]
    [InlineData(100, 95, "budget 100 merges checkpoints of its last 10 steps, which begin in the warm-up of 95 steps; "
        + "use a later budget, a narrower merge.window or a shorter warm-up.")]
    public void What_cannot_be_merged_is_refused(long budget, long warmUp, string sentence) =>
        Assert.Equal(sentence, BudgetRules.Problem(Rivers.Of(Wsm, [budget], warmUp: warmUp)));
}
