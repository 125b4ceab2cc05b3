using Riverrun.Actors.Edge;
using Riverrun.Host.Export;

namespace Riverrun.Host.Tests.Export;

public sealed class CostLedgerTests
{
    public static TheoryData<string> Policies => ["wsd-s", "wsd", "cosine"];

    [Theory]
    [MemberData(nameof(Policies))]
    public void What_the_branches_took_is_what_the_policys_formula_says(string policy)
    {
        var run = Of(policy).Run;

        var ledger = CostLedger.Of(run);

        var river = Assert.Single(ledger.Rivers);
        Assert.Equal(river.Branches.Sum(branch => branch.OwnSteps), ledger.Spent);
        Assert.Equal(river.Own?.Steps, ledger.Spent);
    }

    [Fact]
    public void The_formulas_carry_the_runs_own_numbers()
    {
        var ledger = CostLedger.Of(SampleRuns.Leaves().Run);

        Assert.Equal(
            [
                ("wsd-s", "1,600", 1600),
                ("wsm", "1,600", 1600),
                ("cyclic-cosine", "1,600", 1600),
                ("wsd", "1,600 − 160 + (40 + 80 + 160)", 1720),
                ("cosine", "400 + 800 + 1,600", 2800),
            ],
            ledger.Rivers[0].Policies.Select(cost => (cost.Policy, cost.Numbers, cost.Steps)));
    }

    [Fact]
    public void A_leaf_owns_only_its_decay()
    {
        var ledger = CostLedger.Of(SampleRuns.Leaves().Run);

        Assert.Equal(new BranchCost("budget-800", "river", 80, 720, 800), ledger.Rivers[0].Branches[2]);
    }

    [Fact]
    public void Branches_that_live_at_the_same_time_flow_in_lanes_of_their_own()
    {
        var branches = SampleRuns.FromScratch().Run.Branches.Concat(SampleRuns.Leaves().Run.Branches)
            .DistinctBy(branch => branch.Name)
            .ToArray();

        var lanes = RiverLanes.Assign(branches, branch => (branch.ForkStep ?? 0, branch.EndStep));

        Assert.Equal(0, lanes.Values.Min());
        Assert.All(branches, one =>
            Assert.All(branches.Where(other => other.Name != one.Name && lanes[other.Name] == lanes[one.Name]), other =>
                Assert.True(
            (one.ForkStep ?? 0) >= other.EndStep || (other.ForkStep ?? 0) >= one.EndStep,
            $"{one.Name} and {other.Name} overlap")));
    }

    private static RunHistory Of(string policy) => policy switch
    {
        "wsd-s" => SampleRuns.Simplified(),
        "wsd" => SampleRuns.Leaves(),
        _ => SampleRuns.FromScratch(),
    };
}
