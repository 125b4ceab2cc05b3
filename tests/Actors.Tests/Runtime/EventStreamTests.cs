using System.Security.Cryptography;
using Riverrun.Actors.Edge;
using Riverrun.Actors.EventSourcing;
using Riverrun.Actors.Identity;
using Riverrun.Actors.Runs;
using Riverrun.Actors.Tests.Support;
using Riverrun.Models.Checkpoints;
using Riverrun.Models.Plans;

namespace Riverrun.Actors.Tests.Runtime;

public sealed class EventStreamTests
{
    /// <summary>Its tables are made when somebody asks, and not waited for in vain.</summary>
    [Fact]
    public async Task A_home_in_which_nothing_was_started_lists_nothing_at_once()
    {
        using var home = new TemporaryDirectory();
        await using var runtime =
            await RuntimeProcess.StartAsync(home.Path, new FakeTrainers(), new MemoryStore(), hostsDevice: false);

        Assert.Empty(
            await runtime.Gateway.ListAsync(TestContext.Current.CancellationToken)
                .WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task A_followed_run_tells_every_event_once_and_in_order_while_it_goes_on()
    {
        using var home = new TemporaryDirectory();
        await using var runtime = await RuntimeProcess.StartAsync(home.Path, new FakeTrainers(), new MemoryStore());
        await runtime.StartRunAsync(Specs.Of(PolicyKind.WarmupStableDecay, 40, 80));
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        stop.CancelAfter(TimeSpan.FromSeconds(30));
        var followed = new List<EventView>();

        await foreach (var e in runtime.Gateway.EventsAsync(new RunId("test-run"), 0, follow: true, stop.Token))
        {
            followed.Add(e);

            if (e.Type == "run-completed")
                break;
        }

        var stored = await runtime.EventsAsync();
        Assert.Equal(
            stored.Take(followed.Count).Select(e => (e.Sequence, e.Type)), followed.Select(e => (e.Sequence, e.Type)));
        Assert.Equal("run-started", followed[0].Type);
    }

    [Fact]
    public async Task Events_of_other_runs_and_those_before_the_given_one_are_left_out()
    {
        using var home = new TemporaryDirectory();
        await using var runtime = await RuntimeProcess.StartAsync(home.Path, new FakeTrainers(), new MemoryStore());
        await runtime.StartRunAsync(Specs.Of(PolicyKind.WarmupStableDecaySimplified, 40));
        await runtime.Gateway.SendAsync(
            new RunId("test-run-2"),
            new RunCommand.Start(Specs.Of(PolicyKind.WarmupStableDecaySimplified, 40) with { Name = "test-run-2" }, ""),
            "other",
            TestContext.Current.CancellationToken);
        await runtime.UntilAsync(run => run.Status == "completed");
        await runtime.UntilAsync(run => run.Status == "completed", name: "test-run-2");

        var all = await runtime.EventsAsync();
        var rest = new List<EventView>();
        await foreach (
            var e in runtime.Gateway.EventsAsync(
                new RunId("test-run"), all[3].Sequence, follow: false, TestContext.Current.CancellationToken))
            rest.Add(e);

        Assert.All(all, e => Assert.DoesNotContain("test-run-2", e.Entity, StringComparison.Ordinal));
        Assert.Equal(all.Skip(4).Select(e => e.Sequence), rest.Select(e => e.Sequence));
        Assert.Equal(
            ["test-run", "test-run-2"],
            (await runtime.Gateway.ListAsync(TestContext.Current.CancellationToken)).Select(run => run.Name));
    }

    [Fact]
    public async Task A_command_that_comes_twice_is_carried_out_once_even_after_a_restart()
    {
        using var home = new TemporaryDirectory();
        var store = new MemoryStore();

        await using (var first = await RuntimeProcess.StartAsync(home.Path, new FakeTrainers(), store))
        {
            await first.StartRunAsync(Specs.Of(PolicyKind.WarmupStableDecaySimplified, 40));
            await first.UntilAsync(run => run.Status == "completed");
            await first.SendAsync(new RunCommand.AddBudget(80), "add-80");
            await first.UntilAsync(run => run.Status == "completed" && run.Budgets.Count == 2);
        }

        await using var second = await RuntimeProcess.StartAsync(home.Path, new FakeTrainers(), store);
        var again = await second.SendAsync(new RunCommand.AddBudget(80), "add-80");

        Assert.IsType<Reply.Accepted>(again);
        Assert.Single(await second.EventsAsync(), e => e.Type == "run-budget-added");
    }

    [Fact]
    public async Task Collecting_deletes_only_what_nothing_can_reach_and_the_run_still_verifies()
    {
        using var home = new TemporaryDirectory();
        var store = new MemoryStore();
        await using var runtime = await RuntimeProcess.StartAsync(home.Path, new FakeTrainers(), store);
        await runtime.StartRunAsync(Specs.Of(PolicyKind.WarmupStableDecaySimplified, 40, 160));
        await runtime.UntilAsync(run => run.Status == "completed");

        var dry = await runtime.Gateway.CollectAsync(dryRun: true, TestContext.Current.CancellationToken);
        var before = (await store.ListAsync(TestContext.Current.CancellationToken)).Count;
        var done = await runtime.Gateway.CollectAsync(dryRun: false, TestContext.Current.CancellationToken);

        Assert.NotEmpty(done.Deleted);
        Assert.Equal(dry.Deleted.Select(blob => blob.Digest), done.Deleted.Select(blob => blob.Digest));
        Assert.Equal(before - done.Deleted.Count, (await store.ListAsync(TestContext.Current.CancellationToken)).Count);
        Assert.True((await runtime.VerifyAsync()).Ok);
    }

    [Fact]
    public async Task Collecting_keeps_what_is_stored_while_it_asks_who_needs_what()
    {
        var cancel = TestContext.Current.CancellationToken;
        using var home = new TemporaryDirectory();
        var store = new MemoryStore();
        await using var runtime = await RuntimeProcess.StartAsync(home.Path, new FakeTrainers(), store);
        var before = await store.WriteAsync(stream => stream.WriteByte(1), cancel);
        var meanwhile = CheckpointDigest.FromHash(SHA256.HashData([2]));
        store.AfterList = () =>
        {
            store.AfterList = () => { };
            store.WriteAsync(stream => stream.WriteByte(2), cancel).Wait(cancel);
        };

        var done = await runtime.Gateway.CollectAsync(dryRun: false, cancel);

        Assert.Equal(before, Assert.Single(done.Deleted).Digest);
        Assert.True(await store.ContainsAsync(meanwhile, cancel));
    }

    [Fact]
    public async Task Collecting_keeps_what_a_run_that_was_killed_too_early_has_yet_to_be_told_of()
    {
        var spec = Specs.Of(PolicyKind.WarmupStableDecaySimplified, 40);
        using var home = new TemporaryDirectory();
        var store = new MemoryStore();

        await using (
            var first = await RuntimeProcess.StartAsync(home.Path, new FakeTrainers(), store, snapshotEvery: 1000))
        {
            await first.StartRunAsync(spec);
            await first.UntilAsync(run => run.Status == "completed");
        }

        await JournalFiles.ForgetRunAsync(home.Path, after: 2);

        await using (
            var look = await RuntimeProcess.StartAsync(home.Path, new FakeTrainers(), store, hostsDevice: false))
            Assert.Empty(
                (await look.Gateway.CollectAsync(dryRun: false, TestContext.Current.CancellationToken)).Deleted);

        await using var again = await RuntimeProcess.StartAsync(home.Path, new FakeTrainers(), store);
        await again.StartRunAsync(spec);
        var end = await again.UntilAsync(run => run.Status == "completed");
        Assert.Equal(await Outcome.UndisturbedAsync(spec), Outcome.Models(end));
        Assert.True((await again.VerifyAsync()).Ok);
    }
}
