using Riverrun.Actors.EventSourcing;
using Riverrun.Actors.Runs;
using Riverrun.Actors.Tests.Support;
using Riverrun.Models.Plans;

namespace Riverrun.Actors.Tests.Runtime;

public sealed class LiveBudgetTests
{
    [Theory]
    [InlineData(PolicyKind.WarmupStableDecaySimplified)]
    [InlineData(PolicyKind.WarmupStableDecay)]
    [InlineData(PolicyKind.WarmupStableMerge)]
    [InlineData(PolicyKind.CyclicCosine)]
    [InlineData(PolicyKind.Cosine)]
    public async Task A_budget_added_to_a_completed_run_gives_the_model_that_a_plan_from_the_start_would_have(
        PolicyKind policy)
    {
        using var home = new TemporaryDirectory();
        await using var runtime = await RuntimeProcess.StartAsync(home.Path, new FakeTrainers(), new MemoryStore());
        await runtime.StartRunAsync(Specs.Of(policy, 40, 80));
        await runtime.UntilAsync(run => run.Status == "completed");

        var reply = await runtime.SendAsync(new RunCommand.AddBudget(160));
        var end = await runtime.UntilAsync(run => run.Status == "completed" && run.Budgets.Count == 3);

        Assert.IsType<Reply.Accepted>(reply);
        Assert.Equal(await Outcome.UndisturbedAsync(Specs.Of(policy, 40, 80, 160)), Outcome.Models(end));
    }

    [Theory]
    [InlineData(PolicyKind.WarmupStableDecaySimplified)]
    [InlineData(PolicyKind.WarmupStableDecay)]
    public async Task A_budget_behind_the_trunk_gives_the_model_that_the_trunk_would_have_given(PolicyKind policy)
    {
        using var home = new TemporaryDirectory();
        await using var runtime = await RuntimeProcess.StartAsync(home.Path, new FakeTrainers(), new MemoryStore());
        await runtime.StartRunAsync(Specs.Of(policy, 40, 160));
        await runtime.UntilAsync(run => run.Status == "completed");

        await runtime.SendAsync(new RunCommand.AddBudget(120));
        var end = await runtime.UntilAsync(run => run.Status == "completed" && run.Budgets.Count == 3);

        var leaf = end.Branches.Single(branch => branch.Name == "budget-120");
        Assert.Equal(100, leaf.ForkStep);
        Assert.Equal(
            (await Outcome.UndisturbedAsync(Specs.Of(policy, 40, 120)))[^1],
            Outcome.Models(end).Single(model => model.StartsWith("120:", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData(PolicyKind.WarmupStableDecaySimplified)]
    [InlineData(PolicyKind.WarmupStableDecay)]
    [InlineData(PolicyKind.WarmupStableMerge)]
    [InlineData(PolicyKind.CyclicCosine)]
    public async Task A_budget_that_races_with_the_device_is_delivered_or_taken_back_and_no_step_is_wrong(
        PolicyKind policy)
    {
        for (var round = 0; round < 12; round++)
        {
            using var home = new TemporaryDirectory();
            await using var runtime = await RuntimeProcess.StartAsync(
                home.Path, new FakeTrainers(TimeSpan.FromMilliseconds(0.7)), new MemoryStore(),
                sliceMilliseconds: 1 + (round % 7));
            await runtime.StartRunAsync(Specs.Of(policy, 200));
            var seen = await runtime.UntilAsync(run => run.SpentSteps > 12 + (5 * round));
            var near = (long)((seen.SpentSteps + 1 + (round % 5)) / 0.9);

            var first = await runtime.SendAsync(new RunCommand.AddBudget(near));
            var second = await runtime.SendAsync(new RunCommand.AddBudget(near + 30));
            var end = await runtime.UntilAsync(run => run.Status is "completed" or "failed");

            Assert.Equal("completed", end.Status);
            Assert.All(end.Budgets, budget => Assert.Equal("reached", budget.Status));
            await AssertServed(runtime, end, near, first);
            await AssertServed(runtime, end, near + 30, second);
            Assert.All(
                (await runtime.VerifyAsync()).Checks.Where(check => check.Name != "ledger"),
                check => Assert.True(check.Ok, check.Detail));
        }
    }

    [Fact]
    public async Task A_budget_added_while_paused_waits_for_the_resume()
    {
        using var home = new TemporaryDirectory();
        await using var runtime = await RuntimeProcess.StartAsync(
            home.Path, new FakeTrainers(TimeSpan.FromMilliseconds(1)), new MemoryStore());
        await runtime.StartRunAsync(Specs.Of(PolicyKind.WarmupStableDecaySimplified, 200));
        await runtime.UntilAsync(run => run.SpentSteps > 20);
        await runtime.SendAsync(new RunCommand.Pause());
        var paused = await runtime.UntilAsync(
            run => run.Branches[0].Status == "paused" && run.Branches[0].Device is null);

        await runtime.SendAsync(new RunCommand.AddBudget(100));
        var still = await runtime.ViewAsync();
        await runtime.SendAsync(new RunCommand.Resume());
        var end = await runtime.UntilAsync(run => run.Status == "completed");

        Assert.Equal(paused.SpentSteps, still.SpentSteps);
        Assert.Equal(
            await Outcome.UndisturbedAsync(Specs.Of(PolicyKind.WarmupStableDecaySimplified, 100, 200)),
            Outcome.Models(end));
    }

    [Fact]
    public async Task A_run_whose_last_budget_is_removed_completes_and_goes_on_from_there_with_a_later_one()
    {
        using var home = new TemporaryDirectory();
        await using var runtime = await RuntimeProcess.StartAsync(
            home.Path, new FakeTrainers(TimeSpan.FromMilliseconds(1)), new MemoryStore());
        await runtime.StartRunAsync(Specs.Of(PolicyKind.WarmupStableDecaySimplified, 40, 400));
        await runtime.UntilAsync(run => run.SpentSteps > 110);

        var removed = await runtime.SendAsync(new RunCommand.RemoveBudget(400));
        var shorter = await runtime.UntilAsync(run => run.Status == "completed");
        var behind = await runtime.SendAsync(new RunCommand.AddBudget(shorter.SpentSteps + 2));
        await runtime.SendAsync(new RunCommand.AddBudget(300));
        var end = await runtime.UntilAsync(run => run.Status == "completed" && run.Budgets.Count > 2);

        Assert.IsType<Reply.Accepted>(removed);
        Assert.Equal([40], shorter.Budgets.Select(budget => budget.Steps));
        Assert.IsType<Reply.Accepted>(behind);
        Assert.Contains(end.Branches, branch => branch.Name == $"budget-{shorter.SpentSteps + 2}");
        Assert.Equal(
            (await Outcome.UndisturbedAsync(Specs.Of(PolicyKind.WarmupStableDecaySimplified, 40, 300)))[^1],
            Outcome.Models(end)[^1]);
    }

    private static async Task AssertServed(RuntimeProcess runtime, RunView end, long steps, Reply reply)
    {
        if (reply is not Reply.Accepted || end.Budgets.Any(budget => budget.Steps == steps))
            return;

        var events = await runtime.EventsAsync();
        var removed = events.Single(e => e.Type == "run-budget-removed" && (long?)e.Body["steps"] == steps);
        Assert.Contains("no checkpoint before it is kept", (string?)removed.Body["reason"], StringComparison.Ordinal);
    }
}
