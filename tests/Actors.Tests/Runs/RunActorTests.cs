using Akka.Actor;
using Akka.Cluster.Sharding;
using Akka.TestKit;
using Riverrun.Actors.Branches;
using Riverrun.Actors.EventSourcing;
using Riverrun.Actors.Identity;
using Riverrun.Actors.Runs;
using Riverrun.Actors.Settings;
using Riverrun.Actors.Tests.Branches;
using Riverrun.Actors.Tests.Support;
using Riverrun.Models.Plans;
using Riverrun.Models.Schedules;

namespace Riverrun.Actors.Tests.Runs;

public sealed class RunActorTests : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private readonly ActorSystem _system = ActorSystem.Create("runs", "akka { loglevel = OFF, stdout-loglevel = OFF }");
    private readonly Inbox _branches;

    public RunActorTests() => _branches = Inbox.Create(_system);

    public void Dispose()
    {
        _branches.Dispose();
        _system.Dispose();
    }

    [Fact]
    public async Task Orders_are_repeated_to_branches_that_train_and_not_to_one_that_is_settled()
    {
        var run = Start();
        run.Tell(new TracedEnvelope(
            new RunCommand.Start(Specs.Of(PolicyKind.WarmupStableDecay, 40, 80), "source"), "start"));
        Ordered(until: River.Main, times: 3);

        foreach (var step in (long[])[36, 72])
            run.Tell(new TracedEnvelope(
                new BranchMilestone.CheckpointStored(
                    step, Branch.Digest(step), "stage-end", null)
                { Branch = River.Main }));

        run.Tell(new TracedEnvelope(new BranchMilestone.Completed(72) { Branch = River.Main }));
        await SettleAsync(run);

        Assert.Equal(
            ["budget-40", "budget-80"], Ordered(until: "budget-80", times: 3).Distinct().Order(StringComparer.Ordinal));
    }

    /// <summary>Ten thousand branches at once would keep a coordinator busy with nothing else.</summary>
    [Fact]
    public async Task Orders_of_many_branches_are_repeated_two_at_a_time_and_all_in_their_turn()
    {
        const int branches = 30;
        const int intervalsBeforeARound = 9;

        using var system = ActorSystem.Create(
            "runs-in-virtual-time",
            """akka { loglevel = OFF, stdout-loglevel = OFF, scheduler.implementation = "Akka.TestKit.TestScheduler, Akka.TestKit" }""");
        var interval = TimeSpan.FromSeconds(1);
        var run = Start(interval, system);
        long[] budgets = [.. Enumerable.Range(40, branches).Select(budget => (long)budget)];
        run.Tell(new TracedEnvelope(new RunCommand.Start(Specs.Of(PolicyKind.Cosine, budgets), "source"), "start"));
        Assert.Equal(branches, Ordered(branches).Distinct().Count());

        var repeated = new List<IReadOnlyList<string>>();

        for (var i = 0; i < intervalsBeforeARound + branches / 2; i++)
        {
            ((TestScheduler)system.Scheduler).Advance(interval);
            repeated.Add(await SettleAsync(run));
        }

        Assert.All(repeated.Take(intervalsBeforeARound), Assert.Empty);
        Assert.All(repeated.Skip(intervalsBeforeARound), few => Assert.Equal(2, few.Count));
        Assert.Equal(branches, repeated.SelectMany(few => few).Distinct().Count());
    }

    /// <summary>As on a coordinator that was cut off while the run went on at another.</summary>
    [Fact(Timeout = 60_000)]
    public async Task An_incarnation_that_the_journal_has_left_behind_answers_nothing_and_stops()
    {
        var cancel = TestContext.Current.CancellationToken;
        var (stale, leader) = (Start(), Start());
        Assert.Null((await stale.Ask<RunQuery.Answer<RunState>>(new RunQuery.GetState(), Patience, cancel)).Value);
        var end = stale.WatchAsync(cancel);

        await leader.Ask<Reply.Accepted>(
            new TracedEnvelope(new RunCommand.Start(Specs.Of(PolicyKind.WarmupStableDecay, 40), "source"), "start"),
            Patience, cancel);
        var asked = stale.Ask<object>(new RunQuery.GetState(), Patience, cancel);
        await end;

        Assert.False(asked.IsCompletedSuccessfully);
        Assert.NotNull((await leader.Ask<RunQuery.Answer<RunState>>(new RunQuery.GetState(), Patience, cancel)).Value);
    }

    private IActorRef Start() => Start(TimeSpan.FromMilliseconds(5));

    private IActorRef Start(TimeSpan interval, ActorSystem? system = null)
    {
        var settings = new RuntimeSettings(
            Path.GetTempPath(), "", NodeRole.Solo, TimeSpan.FromMilliseconds(10), 3, 50, RequestInterval: interval);

        return (system ?? _system)
            .ActorOf(Props.Create(
                () => new RunActor(new RunId("test-run"), settings, () => _branches.Receiver, TimeProvider.System)));
    }

    /// <summary>
    /// Waits until it has dealt with all that it was told; the branches that it has given orders by then.
    /// </summary>
    private async Task<IReadOnlyList<string>> SettleAsync(IActorRef run)
    {
        await run.Ask<RunQuery.Answer<RunState>>(
            new RunQuery.GetState(), Patience, TestContext.Current.CancellationToken);
        _branches.Receiver.Tell("settled");
        var ordered = new List<string>();

        while (_branches.Receive(Patience) is var message && message is not "settled")
            if (message is ShardingEnvelope { Message: TracedEnvelope { Body: BranchCommand.Follow } } order)
                ordered.Add(BranchId.Parse(order.EntityId).Branch);

        return ordered;
    }

    /// <summary>The branches that orders go to, until one of them has had so many.</summary>
    private List<string> Ordered(string until, int times)
    {
        var ordered = new List<string>();

        while (ordered.Count(branch => branch == until) < times)
            ordered.AddRange(Ordered(1));

        return ordered;
    }

    /// <summary>The branches that the next so many orders go to.</summary>
    private List<string> Ordered(int count)
    {
        var ordered = new List<string>();

        while (ordered.Count < count)
            if (_branches.Receive(
                Patience) is ShardingEnvelope { Message: TracedEnvelope { Body: BranchCommand.Follow } } order)
                ordered.Add(BranchId.Parse(order.EntityId).Branch);
            else
                throw new TimeoutException($"{ordered.Count} orders came; {count} were expected.");

        return ordered;
    }
}
