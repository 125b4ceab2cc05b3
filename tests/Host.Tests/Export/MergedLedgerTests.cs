using Riverrun.Actors.Runs;
using Riverrun.Host.Export;
using Riverrun.Models.Plans;

namespace Riverrun.Host.Tests.Export;

public sealed class MergedLedgerTests
{
    [Fact]
    public void A_merge_that_a_person_asked_for_costs_no_step_and_is_measured_against_no_policy()
    {
        MergeSource[] from = [new("river", 300, 0.5), new("river", 400, 0.5)];
        BranchView river = new("river", null, null, "completed", 400, 400, null, [], [], null);
        BranchView mean = new("mean", "river", 400, "completed", 400, 400, null, [], [], null, MergedFrom: from);
        var run = new RunView(
            "r", "wsd", "wsd", "completed", null, 1, [], [river, mean], 400, new ReplayView(0, 0),
            Rivers: [new("river", "wsd", null, null, ["river"], 400, 400),
                new("mean", "wsd", "river", 400, ["mean"], 0, 0)]);

        var cost = CostLedger.Of(run).Rivers[1];

        Assert.Equal(0, Assert.Single(cost.Branches).OwnSteps);
        Assert.Empty(cost.Policies);
    }
}
