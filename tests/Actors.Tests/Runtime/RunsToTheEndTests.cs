using Riverrun.Actors.EventSourcing;
using Riverrun.Actors.Tests.Support;
using Riverrun.Models.Plans;

namespace Riverrun.Actors.Tests.Runtime;

public sealed class RunsToTheEndTests
{
    [Theory]
    [InlineData(PolicyKind.WarmupStableDecaySimplified, 160)]
    [InlineData(PolicyKind.WarmupStableDecay, 160 - 16 + 4 + 8 + 16)]
    [InlineData(PolicyKind.WarmupStableMerge, 160)]
    [InlineData(PolicyKind.CyclicCosine, 160)]
    [InlineData(PolicyKind.Cosine, 40 + 80 + 160)]
    public async Task Every_policy_delivers_its_budgets_at_the_cost_of_its_ledger(PolicyKind policy, long spent)
    {
        using var home = new TemporaryDirectory();
        await using var runtime = await RuntimeProcess.StartAsync(home.Path, new FakeTrainers(), new MemoryStore());

        var reply = await runtime.StartRunAsync(Specs.Of(policy, 40, 80, 160));
        var view = await runtime.UntilAsync(run => run.Status is "completed" or "failed");

        Assert.IsType<Reply.Accepted>(reply);
        Assert.Equal("completed", view.Status);
        Assert.Equal([40, 80, 160], view.Budgets.Select(budget => budget.Steps));
        Assert.All(view.Budgets, budget => Assert.Equal("reached", budget.Status));
        Assert.Equal(spent, view.SpentSteps);
    }

    [Fact]
    public async Task On_one_device_a_short_leaf_goes_before_the_long_trunk()
    {
        using var home = new TemporaryDirectory();
        await using var runtime = await RuntimeProcess.StartAsync(
            home.Path, new FakeTrainers(TimeSpan.FromMilliseconds(1)), new MemoryStore());

        await runtime.StartRunAsync(Specs.Of(PolicyKind.WarmupStableDecay, 100, 20_000));
        var view = await runtime.UntilAsync(run => run.Budgets[0].Status == "reached");

        Assert.Equal("planned", view.Budgets[1].Status);
        Assert.InRange(view.Branches.First(branch => branch.Name == "river").Step, 90, 17_999);
    }
}
