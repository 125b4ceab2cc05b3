using Akka.Actor;
using Akka.Cluster.Sharding;
using Riverrun.Actors.EventSourcing;
using Riverrun.Actors.Identity;
using Riverrun.Actors.Runs;
using Riverrun.Actors.Tests.Support;
using Riverrun.Models.Plans;
using Riverrun.Models.Schedules;

namespace Riverrun.Actors.Tests.Recovery;

public sealed class UnreadableRunTests
{
    private static readonly RunId Broken = new("broken");
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private static RunSpec Spec => Specs.Of(PolicyKind.WarmupStableDecaySimplified, 60, 120);

    [Fact]
    public async Task A_run_that_cannot_be_recovered_says_why_and_the_others_go_on()
    {
        using var home = new TemporaryDirectory();
        await using var runtime = await RuntimeProcess.StartAsync(home.Path, new FakeTrainers(), new MemoryStore());
        await Scribe.WriteAsync(
            runtime.System, "broken", new RunEvent.BudgetAdded(90, null), new RunEvent.Started(Spec, "source"));

        await runtime.StartRunAsync(Spec);
        var end = await runtime.UntilAsync(run => run.Status == "completed");
        var view = await runtime.Gateway.GetAsync(Broken, Cancel);
        var report = await runtime.Gateway.VerifyAsync(Broken, Cancel);
        var told = await runtime.Gateway.SendAsync(Broken, new RunCommand.AddBudget(90), "more", Cancel);
        var collected =
            await Assert.ThrowsAsync<InvalidOperationException>(
                () => runtime.Gateway.CollectAsync(dryRun: false, Cancel));
        var exported =
            await Assert.ThrowsAsync<InvalidOperationException>(() => runtime.Gateway.HistoryAsync(Broken, Cancel));

        Assert.Equal(2, end.Budgets.Count(budget => budget.Status == "reached"));
        Assert.Equal(RunView.Unreadable, view?.Status);
        Assert.StartsWith("run/broken cannot be recovered from its events", view?.Failure, StringComparison.Ordinal);
        Assert.False(report.Ok);
        Assert.Equal(view?.Failure, report.Checks[0].Detail);
        Assert.Equal(new Reply.Rejected(view!.Failure!), told);
        Assert.Equal($"{view.Failure} What it needs is not known, so gc deletes nothing.", collected.Message);
        Assert.Equal(view.Failure, exported.Message);
        Assert.Equal([Broken, new RunId("test-run")], await runtime.Gateway.ListAsync(Cancel));
        Assert.False(runtime.Fatal.Raised.IsCompleted);
    }

    /// <summary>
    /// An older build takes an answer without a state for the word that there is no such run, and deletes its
    /// checkpoints.
    /// </summary>
    [Fact]
    public async Task A_query_of_an_older_build_is_not_told_that_there_is_no_such_run()
    {
        using var home = new TemporaryDirectory();
        await using var runtime =
            await RuntimeProcess.StartAsync(home.Path, new FakeTrainers(), new MemoryStore(), hostsDevice: false);
        await Scribe.WriteAsync(
            runtime.System, "broken", new RunEvent.BudgetAdded(90, null), new RunEvent.Started(Spec, "source"));
        var runs = await runtime.System.ActorSelection("/user/runs").ResolveOne(Patience, Cancel);
        var inbox = Inbox.Create(runtime.System);

        foreach (var query in (RunQuery[])
            [new RunQuery.GetState(), new RunQuery.GetSpec(), new RunQuery.GetState { KnowsUnreadable = true },
                new RunQuery.GetView()])
            inbox.Send(runs, new ShardingEnvelope("broken", query));

        var first = Assert.IsType<RunQuery.Answer<RunState>>(inbox.Receive(Patience));
        var second = Assert.IsType<RunQuery.Answer<RunView>>(inbox.Receive(Patience));

        Assert.Null(first.Value);
        Assert.StartsWith("run/broken cannot be recovered from its events", first.Unreadable, StringComparison.Ordinal);
        Assert.Equal(RunView.Unreadable, second.Value?.Status);
    }

    /// <summary>Builds of former days called a run failed for good when a fork of it had failed.</summary>
    [Fact]
    public async Task A_run_of_former_days_that_only_a_failed_fork_kept_open_is_completed_when_it_wakes()
    {
        using var home = new TemporaryDirectory();
        var store = new MemoryStore();
        await WriteForkAsync(home.Path, store, "wider", new RunEvent.Failed("wider", "The corpus is gone."));

        await using var runtime =
            await RuntimeProcess.StartAsync(home.Path, new FakeTrainers(), store, hostsDevice: false);
        var end = await runtime.UntilAsync(run => run.Status == "completed");

        Assert.Equal("failed", end.Branches.Single(branch => branch.Name == "wider").Status);
    }

    [Fact]
    public async Task A_journal_that_holds_a_fork_with_the_name_of_a_leaf_is_trained_to_its_end()
    {
        using var home = new TemporaryDirectory();
        var store = new MemoryStore();
        await WriteForkAsync(home.Path, store, "budget-90", new RunEvent.BudgetAdded(90, new Detour(90, "river", 75)));

        await using var runtime = await RuntimeProcess.StartAsync(home.Path, new FakeTrainers(), store);
        await runtime.SendAsync(new RunCommand.Fork("again", "river", 25, Spec));
        var end = await runtime.UntilAsync(run => run.Status == "completed");

        Assert.Equal(
            ["again", "budget-90", "budget-90-2", "river"],
            end.Branches.Select(branch => branch.Name).Order(StringComparer.Ordinal));
        Assert.All(end.Budgets, budget => Assert.Equal("reached", budget.Status));
        Assert.True((await runtime.VerifyAsync()).Ok);
    }

    /// <summary>
    /// A finished run with a fork, and what has happened to it besides, whether or not a run would decide so.
    /// </summary>
    private static async Task WriteForkAsync(string home, MemoryStore store, string fork, RunEvent happened)
    {
        await using (var first = await RuntimeProcess.StartAsync(home, new FakeTrainers(), store))
        {
            await first.StartRunAsync(Spec);
            await first.UntilAsync(run => run.Status == "completed");
        }

        await using var writes = await RuntimeProcess.StartAsync(home, new FakeTrainers(), store, hostsDevice: false);
        var start = (await writes.ViewAsync()).Branches[0].Checkpoints.First(kept => kept.Step == 25).Digest;
        await Scribe.WriteAsync(
            writes.System, "test-run", new RunEvent.Forked(fork, "river", 25, Spec),
            new RunEvent.BranchOpened(fork, start), happened);
    }
}
