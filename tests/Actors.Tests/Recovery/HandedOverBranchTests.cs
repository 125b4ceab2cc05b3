using Akka.Actor;
using Riverrun.Actors.Tests.Support;
using Riverrun.Models.Plans;

namespace Riverrun.Actors.Tests.Recovery;

public sealed class HandedOverBranchTests
{
    [Fact]
    public async Task A_branch_that_starts_again_goes_on_with_the_device_that_holds_its_lease()
    {
        using var home = new TemporaryDirectory();
        var spec = Specs.Of(PolicyKind.WarmupStableDecaySimplified, 200, 400);
        await using var runtime = await RuntimeProcess.StartAsync(
            home.Path, new FakeTrainers(TimeSpan.FromMilliseconds(2)), new MemoryStore());
        await runtime.StartRunAsync(spec);

        foreach (var step in (long[])[60, 250])
        {
            await runtime.UntilAsync(run => run.Branches.Any(branch => branch.Step >= step));
            runtime.System.ActorSelection("/user/branches/test-run%2Friver").Tell(Kill.Instance);
        }

        var end = await runtime.UntilAsync(run => run.Status == "completed");

        Assert.Equal(await Outcome.UndisturbedAsync(spec), Outcome.Models(end));
        Assert.Single(await runtime.EventsAsync(), e => e.Type == "branch-lease-taken");
        Assert.Equal(0, end.ReplayChecks.Steps);
    }
}
