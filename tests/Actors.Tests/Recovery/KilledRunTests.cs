using Riverrun.Actors.Runs;
using Riverrun.Actors.Tests.Support;
using Riverrun.Models.Plans;

namespace Riverrun.Actors.Tests.Recovery;

public sealed class KilledRunTests
{
    [Theory]
    [InlineData(PolicyKind.WarmupStableDecaySimplified)]
    [InlineData(PolicyKind.WarmupStableDecay)]
    [InlineData(PolicyKind.WarmupStableMerge)]
    [InlineData(PolicyKind.CyclicCosine)]
    [InlineData(PolicyKind.Cosine)]
    public async Task A_run_killed_at_random_moments_delivers_the_undisturbed_models(PolicyKind policy)
    {
        var spec = Specs.Of(policy, 40, 80, 160);
        var random = new Random((int)policy);
        using var home = new TemporaryDirectory();
        var store = new MemoryStore();
        var acknowledged = new List<string>();

        for (var kill = 0; kill < 5; kill++)
        {
            var runtime =
                await RuntimeProcess.StartAsync(home.Path, new FakeTrainers(TimeSpan.FromMilliseconds(1)), store);
            await runtime.StartRunAsync(spec);
            await Task.Delay(random.Next(10, 160), TestContext.Current.CancellationToken);
            acknowledged = Known(acknowledged, await runtime.ViewAsync());
            await runtime.KillAsync();
        }

        await using var last = await RuntimeProcess.StartAsync(home.Path, new FakeTrainers(), store);
        await last.StartRunAsync(spec);
        var end = await last.UntilAsync(run => run.Status is "completed" or "failed");

        Assert.Equal("completed", end.Status);
        Assert.Equal(await Outcome.UndisturbedAsync(spec), Outcome.Models(end));
        Assert.Equal(0, end.ReplayChecks.Diverged);
        Known(acknowledged, end);
    }

    [Fact]
    public async Task A_run_killed_during_a_checkpoint_write_delivers_the_undisturbed_models()
    {
        var spec = Specs.Of(PolicyKind.WarmupStableDecaySimplified, 40, 80);
        using var home = new TemporaryDirectory();
        var store = new MemoryStore();

        for (var write = 1; write <= 4; write++)
        {
            var writing = new TaskCompletionSource();
            var never = new TaskCompletionSource();
            var (nth, seen) = (write, 0);
            store.BeforeWrite = () =>
            {
                if (Interlocked.Increment(ref seen) != nth)
                    return Task.CompletedTask;

                writing.SetResult();

                return never.Task;
            };
            var runtime = await RuntimeProcess.StartAsync(home.Path, new FakeTrainers(), store);
            await runtime.StartRunAsync(spec);
            await Task.WhenAny(writing.Task, runtime.UntilAsync(run => run.Status == "completed"));
            await runtime.KillAsync();
        }

        store.BeforeWrite = () => Task.CompletedTask;
        await using var last = await RuntimeProcess.StartAsync(home.Path, new FakeTrainers(), store);
        await last.StartRunAsync(spec);
        var end = await last.UntilAsync(run => run.Status == "completed");

        Assert.Equal(await Outcome.UndisturbedAsync(spec), Outcome.Models(end));
    }

    [Fact]
    public async Task A_kill_is_abrupt()
    {
        var spec = Specs.Of(PolicyKind.WarmupStableDecaySimplified, 4000);
        using var home = new TemporaryDirectory();
        var store = new MemoryStore();
        var runtime = await RuntimeProcess.StartAsync(home.Path, new FakeTrainers(TimeSpan.FromMilliseconds(1)), store);
        await runtime.StartRunAsync(spec);
        await runtime.UntilAsync(run => run.SpentSteps > 30);

        await runtime.KillAsync();

        await using var next =
            await RuntimeProcess.StartAsync(home.Path, new FakeTrainers(), store, hostsDevice: false);
        var events = await next.EventsAsync();
        await Task.Delay(100, TestContext.Current.CancellationToken);
        Assert.Equal(events.Count, (await next.EventsAsync()).Count);
        Assert.DoesNotContain("branch-lease-lost", events.Select(e => e.Type));
    }

    [Fact]
    public async Task A_run_stopped_gracefully_resumes_where_it_stopped_and_repeats_nothing()
    {
        var spec = Specs.Of(PolicyKind.WarmupStableDecaySimplified, 60, 120);
        using var home = new TemporaryDirectory();
        var store = new MemoryStore();

        await using (
            var first = await RuntimeProcess.StartAsync(
                home.Path, new FakeTrainers(TimeSpan.FromMilliseconds(2)), store))
        {
            await first.StartRunAsync(spec);
            await first.UntilAsync(run => run.SpentSteps is > 30);
        }

        await using var second = await RuntimeProcess.StartAsync(home.Path, new FakeTrainers(), store);
        await second.StartRunAsync(spec);
        var end = await second.UntilAsync(run => run.Status == "completed");

        var events = await second.EventsAsync();
        var lost = events.First(e => e.Type == "branch-lease-lost");
        var saved = events.Last(e => e.Type == "branch-checkpoint-saved" && e.Sequence < lost.Sequence);
        var taken = events.Last(e => e.Type == "branch-lease-taken");
        Assert.Equal("The process is leaving.", (string?)lost.Body["cause"]);
        Assert.Equal((long?)saved.Body["step"], (long?)taken.Body["fromStep"]);
        Assert.Equal(0, end.ReplayChecks.Steps);
        Assert.Equal(await Outcome.UndisturbedAsync(spec), Outcome.Models(end));
    }

    private static List<string> Known(List<string> before, RunView run)
    {
        var now = run.Branches.SelectMany(
            branch => branch.Checkpoints.Select(kept => $"{branch.Name} {kept.Step} {kept.Digest}")).ToList();
        Assert.Empty(before.Except(now));

        return now;
    }
}
