using Riverrun.Actors.EventSourcing;
using Riverrun.Actors.Runs;
using Riverrun.Actors.Tests.Support;
using Riverrun.Models.Plans;

namespace Riverrun.Actors.Tests.Runtime;

public sealed class RunControlTests
{
    [Fact]
    public async Task Who_only_looks_after_a_kill_sees_every_step_that_was_stored()
    {
        var spec = Specs.Of(
            PolicyKind.WarmupStableDecaySimplified, 100_000) with
        { Checkpoints = new CheckpointConfig(0) };
        var store = new MemoryStore();
        using var home = new TemporaryDirectory();
        var killed = await RuntimeProcess.StartAsync(home.Path, new FakeTrainers(TimeSpan.FromMilliseconds(1)), store);
        await killed.StartRunAsync(spec);
        var seen = await killed.UntilAsync(run => run.SpentSteps > 60);
        await killed.KillAsync();

        await using var looking =
            await RuntimeProcess.StartAsync(home.Path, new FakeTrainers(), store, hostsDevice: false);
        var view = await looking.ViewAsync();

        Assert.True(view.SpentSteps >= seen.SpentSteps, $"{view.SpentSteps} after {seen.SpentSteps}");
        Assert.Equal(view.SpentSteps, view.Branches[0].Step);
    }

    [Fact]
    public async Task A_paused_run_stops_within_one_slice_and_goes_on_where_it_stopped()
    {
        var slices = new List<long>();
        var trainers = new FakeTrainers(TimeSpan.FromMilliseconds(1));
        trainers.BeforeSlice = step => { lock (slices) slices.Add(step); };
        using var home = new TemporaryDirectory();
        await using var runtime = await RuntimeProcess.StartAsync(home.Path, trainers, new MemoryStore());
        await runtime.StartRunAsync(Specs.Of(PolicyKind.WarmupStableDecaySimplified, 300));
        await runtime.UntilAsync(run => run.SpentSteps > 30);

        var reply = await runtime.SendAsync(new RunCommand.Pause());
        int asked;
        lock (slices) asked = slices.Count;
        var paused = await runtime.UntilAsync(
            run => run.Branches[0].Device is null && run.Branches[0].Status == "paused");
        int stopped;
        lock (slices) stopped = slices.Count;
        await runtime.SendAsync(new RunCommand.Resume());
        var end = await runtime.UntilAsync(run => run.Status == "completed");

        Assert.IsType<Reply.Accepted>(reply);
        Assert.Equal("paused", paused.Status);
        Assert.InRange(stopped - asked, 0, 4);
        Assert.Equal(paused.SpentSteps, paused.Branches[0].Checkpoints[^1].Step);
        Assert.Equal(0, end.ReplayChecks.Steps);
        Assert.Equal(
            await Outcome.UndisturbedAsync(Specs.Of(PolicyKind.WarmupStableDecaySimplified, 300)), Outcome.Models(end));
    }

    [Fact]
    public async Task Pausing_and_resuming_in_quick_succession_never_strands_a_run()
    {
        using var home = new TemporaryDirectory();
        await using var runtime = await RuntimeProcess.StartAsync(
            home.Path, new FakeTrainers(TimeSpan.FromMilliseconds(0.5)), new MemoryStore());
        await runtime.StartRunAsync(Specs.Of(PolicyKind.WarmupStableDecay, 60, 200));

        for (var i = 0; i < 15; i++)
        {
            await runtime.SendAsync(new RunCommand.Pause());
            await runtime.SendAsync(new RunCommand.Resume());
        }

        var end = await runtime.UntilAsync(run => run.Status == "completed");

        Assert.Equal(
            await Outcome.UndisturbedAsync(Specs.Of(PolicyKind.WarmupStableDecay, 60, 200)), Outcome.Models(end));
    }

    [Fact]
    public async Task A_fork_is_opened_without_a_byte_copied()
    {
        var spec = Specs.Of(PolicyKind.WarmupStableDecaySimplified, 40, 80);
        var store = new MemoryStore();
        using var home = new TemporaryDirectory();
        await using var runtime = await RuntimeProcess.StartAsync(home.Path, new FakeTrainers(), store);
        await runtime.StartRunAsync(spec);
        await runtime.UntilAsync(run => run.Status == "completed");
        await runtime.SendAsync(new RunCommand.Pause());
        var blobs = (await store.ListAsync(TestContext.Current.CancellationToken)).Count;

        var reply = await runtime.SendAsync(new RunCommand.Fork("again", "river", 25, spec with { Seed = 1 }));
        var view = await runtime.ViewAsync();
        var opened = (await store.ListAsync(TestContext.Current.CancellationToken)).Count;
        var end = await runtime.UntilAsync(run => run.Status == "completed");

        Assert.IsType<Reply.Accepted>(reply);
        Assert.Equal(("river", 25), (view.Branches[^1].Parent, view.Branches[^1].ForkStep ?? 0));
        Assert.InRange(opened - blobs, 0, 4);
        Assert.Equal(end.Budgets[0].Checkpoint, end.Budgets[1].Checkpoint);
    }

    [Fact]
    public async Task Two_runs_on_one_device_both_complete()
    {
        using var home = new TemporaryDirectory();
        await using var runtime = await RuntimeProcess.StartAsync(home.Path, new FakeTrainers(), new MemoryStore());
        var other = Specs.Of(PolicyKind.WarmupStableDecay, 40, 80) with { Name = "other" };

        await runtime.StartRunAsync(Specs.Of(PolicyKind.WarmupStableDecaySimplified, 40, 80));
        await runtime.Gateway.SendAsync(
            new Identity.RunId("other"), new RunCommand.Start(other, "source"), "start-other",
            TestContext.Current.CancellationToken);

        await runtime.UntilAsync(run => run.Status == "completed");
        await runtime.UntilAsync(run => run.Status == "completed", name: "other");
    }

    [Fact]
    public async Task A_cancelled_run_gives_its_device_back_and_trains_no_more()
    {
        using var home = new TemporaryDirectory();
        await using var runtime = await RuntimeProcess.StartAsync(
            home.Path, new FakeTrainers(TimeSpan.FromMilliseconds(1)), new MemoryStore());
        await runtime.StartRunAsync(Specs.Of(PolicyKind.WarmupStableDecaySimplified, 4000));
        await runtime.UntilAsync(run => run.SpentSteps > 20);

        await runtime.SendAsync(new RunCommand.Cancel());

        var end = await runtime.UntilAsync(run => run.Status == "cancelled" && run.Branches[0].Device is null);
        var device = Assert.Single(await runtime.Gateway.DevicesAsync(TestContext.Current.CancellationToken));
        Assert.Equal("cancelled", end.Branches[0].Status);
        Assert.Null(device.Branch);
    }
}
