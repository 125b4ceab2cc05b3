using System.Collections.Immutable;
using Akka.Actor;
using Akka.Cluster.Sharding;
using Akka.Persistence;
using Akka.Persistence.Journal;
using Akka.TestKit;
using Riverrun.Actors.EventSourcing;
using Riverrun.Actors.Identity;
using Riverrun.Actors.Placement;
using Riverrun.Models.Plans;
using Riverrun.Models.Training;

namespace Riverrun.Actors.Tests.Placement;

public sealed class PlacementActorTests : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan TickInterval = TimeSpan.FromSeconds(1);

    private readonly ActorSystem _system = ActorSystem.Create(
        "placement",
        """akka { loglevel = OFF, stdout-loglevel = OFF, scheduler.implementation = "Akka.TestKit.TestScheduler, Akka.TestKit" }""");

    private readonly Inbox _branches;
    private IActorRef _placement;

    public PlacementActorTests()
    {
        _branches = Inbox.Create(_system);
        _placement = Start();
    }

    public void Dispose()
    {
        _branches.Dispose();
        _system.Dispose();
    }

    [Fact]
    public async Task Who_can_be_served_is_served_before_the_next_tick()
    {
        await TellAsync(Device("one"));
        await TellAsync(Wants("run/a"));
        var first = Said();
        await TellAsync(Wants("run/b"));
        await TellAsync(Device("two"));
        var second = Said();
        await TellAsync(Wants("run/c"));
        await TellAsync(new PlacementCommand.Return("run/a"));
        var third = Said();

        Assert.Equal(["run/a on one", "run/b on two", "run/c on one"], [Grant(first), Grant(second), Grant(third)]);
    }

    [Fact]
    public async Task What_says_only_again_what_is_so_has_nobody_asked_to_give_way()
    {
        await TellAsync(Device("one"));
        await TellAsync(Wants("run/long", remaining: 1000));
        var held = Assert.IsType<PlacementReport.Granted>(Said()).Lease;
        await TickAsync(times: 3); // So long it only listens.
        await TellAsync(Wants("run/short", remaining: 10));
        var wanted = Said();

        await TellAsync(Wants("run/short", remaining: 10));
        await TellAsync(Device("one", held));
        await TellAsync(Wants("run/long", remaining: 900) with { Holds = held, LastEpoch = held.Epoch });
        await TellAsync(new PlacementCommand.Return("run/none"));
        await TellAsync(Device("two"));

        Assert.Equal(held, Assert.IsType<PlacementReport.Wanted>(wanted).Lease);
        Assert.Equal("run/short on two", Grant(Said()));
    }

    [Fact]
    public async Task Of_three_devices_of_one_name_the_latest_is_served_and_the_others_are_told_of_once()
    {
        using var told = Inbox.Create(_system);
        using var first = Inbox.Create(_system);
        using var second = Inbox.Create(_system);
        using var latest = Inbox.Create(_system);
        _system.EventStream.Subscribe(told.Receiver, typeof(Notice));

        for (var i = 0; i < 3; i++)
            foreach (var device in new[] { first, second, latest })
                await TellAsync(Device("one") with { Address = device.Receiver });

        await TellAsync(Wants("run/a"));
        var granted = Assert.IsType<PlacementReport.Granted>(Said());
        await TellAsync(Device("one") with { Address = second.Receiver });
        await TellAsync(Device("one") with { Address = first.Receiver });
        await TickAsync(times: 1);

        Assert.Equal(latest.Receiver, granted.Address);
        Assert.StartsWith(
            "Two workers announce themselves as one, ", Assert.IsType<Notice>(told.Receive(Patience)).Sentence,
            StringComparison.Ordinal);
        Assert.Throws<TimeoutException>(() => told.Receive(TimeSpan.Zero));
        Assert.Equal(
            "run/a",
            Assert.Single(
                (await _placement.Ask<DeviceList>(new GetDevices(), Patience, TestContext.Current.CancellationToken))
                    .Devices).Branch);
    }

    [Fact]
    public async Task A_placement_that_has_not_heard_of_the_grants_before_it_makes_greater_ones()
    {
        await TellAsync(Device("one"));
        await TellAsync(Wants("run/a"));
        // Stored by its branch; its device is yet to hear of it.
        var before = Assert.IsType<PlacementReport.Granted>(Said()).Lease;
        await _placement.GracefulStop(Patience);

        _placement = Start();
        await TellAsync(Wants("run/b"));
        await TellAsync(Device("one"));
        var after = Assert.IsType<PlacementReport.Granted>(Said()).Lease;

        Assert.True(after.Epoch > before.Epoch, $"{after} after {before}");
    }

    /// <summary>
    /// As on a coordinator that was stopped for a while: it does not know that another has followed it.
    /// </summary>
    [Fact]
    public async Task Two_placements_that_live_at_a_time_grant_no_epoch_twice()
    {
        await TellAsync(Device("one"));
        await TellAsync(Wants("run/a"));
        var stopped = _placement;
        var epochs = new List<long> { Assert.IsType<PlacementReport.Granted>(Said()).Lease.Epoch };

        _placement = Start();
        await TellAsync(Device("one") with { LastEpoch = epochs[0] });
        await TellAsync(Wants("run/b"));
        var latest = Assert.IsType<PlacementReport.Granted>(Said()).Lease.Epoch;
        epochs.Add(latest);

        foreach (var placement in new[] { stopped, _placement })
        {
            _placement = placement;
            await TellAsync(Device("two") with { LastEpoch = latest });
            await TellAsync(Wants("run/c") with { LastEpoch = latest });
            epochs.Add(Assert.IsType<PlacementReport.Granted>(Said()).Lease.Epoch);
        }

        Assert.Equal(4, epochs.Distinct().Count());
    }

    [Fact]
    public async Task A_branch_that_knows_its_lease_and_not_its_device_is_told_where_it_is()
    {
        var lease = new Lease("run/a", "one", 6);

        await TellAsync(Device("one") with { LastEpoch = 5 });
        await TellAsync(Wants("run/a") with { LastEpoch = 6, Holds = lease });

        Assert.Equal(lease, Assert.IsType<PlacementReport.Granted>(Said()).Lease);
    }

    [Fact]
    public async Task A_placement_whose_journal_fails_it_grants_nothing_until_it_does_not()
    {
        using var failing = ActorSystem.Create("failing", $$"""
            akka { loglevel = OFF, stdout-loglevel = OFF }
            akka.persistence.journal { plugin = "akka.persistence.journal.failing", failing.class = "{{typeof(FailingTwice).AssemblyQualifiedName}}" }
            """);
        using var branches = Inbox.Create(failing);
        var placement = failing.ActorOf(Props.Create(() => new PlacementActor(
            () => branches.Receiver, TimeSpan.FromMilliseconds(50), TimeSpan.FromHours(1), TimeProvider.System)));

        // Both say so again and again, as they do to a placement that may have been started anew since.
        using var saying = new CancellationTokenSource();
        var said = Task.Run(
            async () =>
            {
                for (; !saying.IsCancellationRequested; await Task.Delay(50, TestContext.Current.CancellationToken))
                {
                    placement.Tell(new TracedEnvelope(Device("one")));
                    placement.Tell(new TracedEnvelope(Wants("run/a")));
                }
            },
            TestContext.Current.CancellationToken);
        var granted = Said(branches);
        await saying.CancelAsync();
        await said;

        Assert.Equal("run/a on one", Grant(granted));
        Assert.Equal(0, FailingTwice.Left);
        await failing.Terminate();
    }

    /// <summary>Fails the first two writes.</summary>
    private sealed class FailingTwice : MemoryJournal
    {
        public static int Left = 2;

        protected override Task<IImmutableList<Exception?>> WriteMessagesAsync(
            IEnumerable<AtomicWrite> messages, CancellationToken cancel) =>
            Left > 0 && --Left >= 0
                ? throw new IOException("The disk is full.") : base.WriteMessagesAsync(messages, cancel);
    }

    private IActorRef Start() => _system.ActorOf(Props.Create(() => new PlacementActor(
        () => _branches.Receiver, TickInterval, TimeSpan.FromHours(1), TimeProvider.System)));

    /// <summary>Tells it, and waits until it has dealt with that, and with what it told itself then.</summary>
    private async Task TellAsync(PlacementCommand command)
    {
        _placement.Tell(new TracedEnvelope(command));
        await SettleAsync();
    }

    private async Task TickAsync(int times)
    {
        for (var i = 0; i < times; i++)
        {
            ((TestScheduler)_system.Scheduler).Advance(TickInterval);
            await SettleAsync();
        }
    }

    private async Task SettleAsync()
    {
        for (var i = 0; i < 2; i++)
            await _placement.Ask<DeviceList>(new GetDevices(), Patience, TestContext.Current.CancellationToken);
    }

    private PlacementReport Said() => Said(_branches);

    private static PlacementReport Said(Inbox branches) =>
        branches.Receive(Patience) is ShardingEnvelope { Message: TracedEnvelope { Body: PlacementReport report } }
        ? report
        : throw new TimeoutException("The placement said nothing.");

    private static string Grant(PlacementReport report) =>
        Assert.IsType<PlacementReport.Granted>(report).Lease is var lease ? $"{lease.Branch} on {lease.Device}" : "";

    private static PlacementCommand.Request Wants(string branch, long remaining = 100) =>
        new(branch, new DeviceConfig(DeviceKind.Cpu, 1, Precision.Full), 0, remaining);

    private static PlacementCommand.Announce Device(string name, Lease? holds = null) =>
        new(name, new DeviceDescription(DeviceKind.Cpu, name, 1, 1, "test"), ActorRefs.Nobody, holds, holds?.Epoch
            ?? 0);
}
