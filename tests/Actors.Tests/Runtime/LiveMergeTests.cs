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

        var reply = await runtime.SendAsync(new RunCommand.AddMerge("mean", [new("river", 36, 0.5), new("river", 72, 0.5)]));
        var end = await runtime.UntilAsync(run => run.Status == "completed" && run.Budgets.Count == 3);

        var model = end.Budgets.Single(budget => budget.Branch == "mean");
        Assert.IsType<Reply.Accepted>(reply);
        Assert.Equal((72L, "reached"), (model.Steps, model.Status));
        Assert.NotNull(model.ValidationLossNats);
        Assert.Equal(before.SpentSteps, end.SpentSteps);
        Assert.True((await runtime.VerifyAsync()).Checks.All(check => check.Ok));
    }
}
