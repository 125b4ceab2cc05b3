using Riverrun.Actors.Identity;
using Riverrun.Host.Web;
using Riverrun.Models.Plans;

namespace Riverrun.Host.Tests.Web;

public sealed class ForkNameTests
{
    private static readonly RunSpec Run = Read();

    [Theory]
    [InlineData("fork-400")]
    [InlineData("fork-400", "learning-rate.peak=0.003")]
    [InlineData("peak-1e-3-at-400", "learning-rate.peak=1e-3")]
    [InlineData("peak-1e-3-at-400", "learning-rate.peak=0.001")]
    [InlineData("peak-0.02-at-400", "learning-rate.peak=2e-2")]
    [InlineData("budgets-800-1200-at-400", "budgets=[800, 1200]")]
    [InlineData("peak-1e-3-batch-32-at-400", "data.batch=32", "learning-rate.peak=1e-3")]
    [InlineData("evaluation-every-steps-50-at-400", "evaluation.every-steps=50")]
    [InlineData("checkpoints-every-steps-50-at-400", "checkpoints.every-steps=50")]
    [InlineData("shape-one-minus-sqrt-at-400", "learning-rate.decay.shape=one-minus-sqrt")]
    public void It_says_what_the_fork_changes_and_where_it_leaves(string name, params string[] changes)
    {
        Assert.Equal(name, ForkName.Of(Run, "river", 400, Read(changes)));
    }

    [Fact]
    public void A_branch_other_than_the_river_is_named()
    {
        Assert.Equal("fork-from-budget-400-at-380", ForkName.Of(Run, "budget-400", 380, Run));
        Assert.Equal("seed-2-from-side-at-380", ForkName.Of(Run, "side", 380, Read("seed=2")));
    }

    [Theory]
    [InlineData("budgets=[100000000000, 1000000000000]")]
    [InlineData("budgets=[9999999999]")]
    [InlineData("budgets=[1600]")]
    public void The_leaf_of_the_largest_budget_has_a_name_as_well(string budgets)
    {
        var changed = Read(budgets, "data.batch=32", "learning-rate.peak=1e-3", "learning-rate.warm-up-steps=7");
        var name = ForkName.Of(Run, new string('b', 64), 400, changed);

        Assert.True(RunId.IsValid($"{name}-budget-{changed.Budgets[^1]}"));
    }

    [Fact]
    public void Names_are_valid_unlike_for_unlike_forks_and_alike_for_alike_ones()
    {
        string[][] changes =
        [
            ["data.kind=text", "data.files=[\"A.txt\"]"],
            ["data.kind=text", "data.files=[\"a.txt\"]"],
            ["data.kind=text", "data.files=[\"a.txt\", \"b.txt\"]"],
            ["model.z-loss=1e-4", "model.dropout=0.1", "optimizer.beta1=0.8", "optimizer.beta2=0.9"],
            ["model.z-loss=1e-4", "model.dropout=0.1", "optimizer.beta1=0.8", "optimizer.beta2=0.91"],
            [$"data.kind=text", $"data.files=[\"/{new string('x', 300)}\"]"],
        ];

        var branches = new[] { "river", new string('b', 64), new string('b', 63) + "c" };
        List<string> Names() =>
            [.. from branch in branches from change in changes select ForkName.Of(Run, branch, 400, Read(change))];

        Assert.Equal(Names(), Names());
        Assert.Equal(Names().Count, Names().Distinct().Count());
        Assert.All(Names(), name => Assert.True(RunId.IsValid($"{name}-budget-1000000000"), name));
    }

    private static RunSpec Read(params string[] changes) => Tests.Specs.Specs.Load("wsd-s", changes).Runs[0].Spec.Spec;
}
