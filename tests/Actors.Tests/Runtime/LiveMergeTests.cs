using Riverrun.Actors.EventSourcing;
using Riverrun.Actors.Runs;
using Riverrun.Actors.Tests.Support;
using Riverrun.Models.Plans;

namespace Riverrun.Actors.Tests.Runtime;

public sealed class LiveMergeTests
{
    [Fact]
    public async Task A_merge_asked_of_a_completed_run_is_measured_and_stored_and_takes_no_step()
    {
        using var home = new TemporaryDirectory();
        await using var runtime = await RuntimeProcess.StartAsync(home.Path, new FakeTrainers(), new MemoryStore());
        await runtime.StartRunAsync(Specs.Of(PolicyKind.WarmupStableDecay, 40, 80));
        var before = await runtime.UntilAsync(run => run.Status == "completed");

        var reply = await runtime.SendAsync(
            new RunCommand.AddMerge("mean", [new("river", 36, 0.5), new("river", 72, 0.5)]));
        var end = await runtime.UntilAsync(run => run.Status == "completed" && run.Budgets.Count == 3);

        var model = end.Budgets.Single(budget => budget.Branch == "mean");
        Assert.IsType<Reply.Accepted>(reply);
        Assert.Equal((72L, "reached"), (model.Steps, model.Status));
        Assert.NotNull(model.ValidationLossNats);
        Assert.Equal(before.SpentSteps, end.SpentSteps);
        Assert.True((await runtime.VerifyAsync()).Checks.All(check => check.Ok));
    }

    [Fact]
    public async Task A_fork_goes_on_from_a_merge()
    {
        using var home = new TemporaryDirectory();
        await using var runtime = await RuntimeProcess.StartAsync(home.Path, new FakeTrainers(), new MemoryStore());
        var spec = Specs.Of(PolicyKind.WarmupStableMerge, 40, 80);
        await runtime.StartRunAsync(spec);
        await runtime.UntilAsync(run => run.Status == "completed");

        var reply = await runtime.SendAsync(new RunCommand.Fork("on", "budget-40", 40, spec));
        var end = await runtime.UntilAsync(run => run.Status == "completed" && run.Budgets.Count == 3);

        Assert.IsType<Reply.Accepted>(reply);
        Assert.Equal("budget-40", end.Branches.Single(branch => branch.Name == "on").Parent);
    }

    [Fact]
    public async Task A_budget_behind_a_trunk_that_stored_too_little_walks_its_stretch_again()
    {
        using var home = new TemporaryDirectory();
        await using var runtime = await RuntimeProcess.StartAsync(home.Path, new FakeTrainers(), new MemoryStore());
        await runtime.StartRunAsync(Specs.Of(PolicyKind.WarmupStableMerge, 40, 160));
        await runtime.UntilAsync(run => run.Status == "completed");

        await runtime.SendAsync(new RunCommand.AddBudget(120));
        var end = await runtime.UntilAsync(run => run.Status == "completed" && run.Budgets.Count == 3);

        Assert.Equal(100, end.Branches.Single(branch => branch.Name == "budget-120-stable").ForkStep);
        Assert.Equal(160 + 20, end.SpentSteps);
        Assert.Equal(
            (await Outcome.UndisturbedAsync(Specs.Of(PolicyKind.WarmupStableMerge, 40, 120)))[^1],
            Outcome.Models(end).Single(model => model.StartsWith("120:", StringComparison.Ordinal)));
    }
}
