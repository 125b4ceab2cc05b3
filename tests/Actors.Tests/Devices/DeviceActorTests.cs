using Akka.Actor;
using Akka.Cluster.Sharding;
using Riverrun.Actors.Devices;
using Riverrun.Actors.EventSourcing;
using Riverrun.Actors.Identity;
using Riverrun.Actors.Placement;
using Riverrun.Actors.Tests.Support;
using Riverrun.Models.Plans;
using Riverrun.Models.Schedules;
using Riverrun.Models.Training;

namespace Riverrun.Actors.Tests.Devices;

public sealed class DeviceActorTests : IDisposable
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);
    private static readonly Lease Lease = new("test-run/river", "device:0", 1);

    private readonly ActorSystem _system =
        ActorSystem.Create("device", "akka { loglevel = OFF, stdout-loglevel = OFF }");
    private readonly MemoryStore _store = new();
    private readonly Inbox _placement;
    private readonly Inbox _branch;

    public DeviceActorTests() => (_placement, _branch) = (Inbox.Create(_system), Inbox.Create(_system));

    public void Dispose()
    {
        _placement.Dispose();
        _branch.Dispose();
        _system.Dispose();
    }

    [Fact]
    public void What_was_not_answered_is_said_again_and_what_was_is_not()
    {
        var device = Start(giveUpAfter: TimeSpan.FromMinutes(1));
        device.Tell(Train(checkpointEvery: 0));

        var first = Until<DeviceReport.Progressed>(report => report.Number == 1);
        var again = Until<DeviceReport.Progressed>(report => report.Number == 1);
        device.Tell(new TracedEnvelope(new DeviceCommand.Stored(1) { Lease = Lease }));
        Until<DeviceReport.Progressed>(report => report.Number == 4);
        var later = Enumerable.Range(0, 3)
            .Select(_ => Until<DeviceReport.Progressed>(report => report.Number is 1 or 2)).ToList();

        Assert.Equal(
            (first.Slice.FirstStep, first.Slice.Losses.Count), (again.Slice.FirstStep, again.Slice.Losses.Count));
        Assert.DoesNotContain(later.Skip(1), report => report.Number == 1); // One may have been on its way.
    }

    [Fact]
    public void A_device_that_nobody_answers_goes_on_to_its_next_checkpoint_and_holds_there()
    {
        var device = Start(giveUpAfter: TimeSpan.FromMinutes(1));
        device.Tell(Train(checkpointEvery: 60));

        Until<DeviceReport.Saved>(report => report.Step == 60);
        var held = Enumerable.Range(0, 5).Select(_ => Until<DeviceReport.Holding>(_ => true)).ToList();
        device.Tell(Train(checkpointEvery: 60));
        device.Tell(new TracedEnvelope(new DeviceCommand.Stored(1) { Lease = Lease }));

        Assert.Equal(60, held[^1].Step);
        // It goes on under the same lease, with the state that it has.
        Until<DeviceReport.Saved>(report => report.Step == 60);
    }

    [Fact]
    public void A_device_that_nobody_answers_for_long_gives_its_lease_up()
    {
        var device = Start(giveUpAfter: TimeSpan.FromMilliseconds(400));
        device.Tell(Train(checkpointEvery: 60));

        Announced(announce => announce.Holds == Lease);
        var free = Announced(announce => announce.Holds is null);

        Assert.Equal(1, free.LastEpoch);
    }

    [Fact]
    public async Task A_device_that_leaves_saves_its_state_first_and_waits_for_its_branch_to_have_heard_of_it()
    {
        var device = Start(giveUpAfter: TimeSpan.FromMinutes(1));
        device.Tell(Train(checkpointEvery: 0));
        Until<DeviceReport.Progressed>(report => report.Number == 3);

        var drained =
            device.Ask<DeviceActor.Drained>(new DeviceActor.Drain(), Patience, TestContext.Current.CancellationToken);
        var saved = Until<DeviceReport.Saved>(_ => true);
        for (var number = 1; number <= saved.Number; number++)
            device.Tell(new TracedEnvelope(new DeviceCommand.Stored(number) { Lease = Lease }));
        var released = Until<DeviceReport.Released>(_ => true);
        device.Tell(Train(checkpointEvery: 0));
        device.Tell(new TracedEnvelope(new DeviceCommand.Release(SaveFirst: false) { Lease = Lease }));

        await drained;
        Assert.Equal(("requested", "The process is leaving."), (saved.Reason, released.Cause));
    }

    [Fact]
    public void A_command_that_comes_again_begins_nothing_anew()
    {
        var device = Start(giveUpAfter: TimeSpan.FromMinutes(1));
        device.Tell(Train(checkpointEvery: 0));
        Until<DeviceReport.Progressed>(report => report.Number == 3);

        device.Tell(Train(checkpointEvery: 0));
        device.Tell(new TracedEnvelope(new DeviceCommand.Release(SaveFirst: true) { Lease = Lease }));
        device.Tell(Train(checkpointEvery: 0));
        var saved = Until<DeviceReport.Saved>(_ => true);
        for (var number = 1; number <= saved.Number; number++)
            device.Tell(new TracedEnvelope(new DeviceCommand.Stored(number) { Lease = Lease }));
        Until<DeviceReport.Released>(report => report.Cause == "It was released.");
        device.Tell(Train(checkpointEvery: 0));
        device.Tell(new TracedEnvelope(new DeviceCommand.Release(SaveFirst: true) { Lease = Lease }));

        Assert.True(saved.Step > 0);
        Assert.Equal("It was given back.", Until<DeviceReport.Released>(_ => true).Cause);
        Assert.Equal("It was given back.", Until<DeviceReport.Released>(_ => true).Cause);
        Assert.Null(Announced(announce => announce.LastEpoch == 1 && announce.Holds is null).Holds);
    }

    [Fact]
    public async Task A_device_that_restores_a_state_for_long_says_meanwhile_whose_it_is()
    {
        var begun = new ManualResetEventSlim();
        var device = Start(TimeSpan.FromMinutes(1), new FakeTrainers { BeforeRestore = () => begun.Wait(Patience) });
        var told = (DeviceCommand.Train)Train(checkpointEvery: 0).Body;
        var digest = await _store.WriteAsync(stream => stream.WriteByte(0), TestContext.Current.CancellationToken);

        device.Tell(new TracedEnvelope(told with { From = new Origin.Checkpoint(digest, 0, Carry.Everything) }));

        Assert.Equal(1, Announced(announce => announce.Holds == Lease).LastEpoch);
        Assert.Equal(1, Until<DeviceReport.Holding>(_ => true).Epoch);
        begun.Set();
    }

    [Fact]
    public void A_device_that_measures_for_long_does_not_take_that_for_silence()
    {
        var (giveUpAfter, slices) = (TimeSpan.FromMilliseconds(600), 0);
        var trainers =
            new FakeTrainers(
                TimeSpan.FromMilliseconds(1))
            {
                BeforeSlice = _ =>
                    Thread.Sleep(slices++ == 1 ? 3 * giveUpAfter : TimeSpan.Zero)
            };
        var device = Start(giveUpAfter, trainers);

        device.Tell(Train(checkpointEvery: 0));
        for (var number = 1; number < 20; number++)
        {
            Until<DeviceReport.Progressed>(report => report.Number == number);
            device.Tell(new TracedEnvelope(new DeviceCommand.Stored(number) { Lease = Lease }));
        }
    }

    [Fact]
    public async Task A_device_that_leaves_says_so_to_whom_it_was_just_granted()
    {
        var device = Start(giveUpAfter: TimeSpan.FromMinutes(1));
        await device.Ask<DeviceActor.Drained>(new DeviceActor.Drain(), Patience, TestContext.Current.CancellationToken);

        device.Tell(Train(checkpointEvery: 0));

        Assert.Equal("The process is leaving.", Until<DeviceReport.Released>(_ => true).Cause);
    }

    [Fact]
    public async Task A_device_that_leaves_does_not_wait_for_ever_for_an_answer()
    {
        var device = Start(giveUpAfter: TimeSpan.FromMinutes(1));
        device.Tell(Train(checkpointEvery: 0));
        Until<DeviceReport.Progressed>(report => report.Number == 3);

        await device.Ask<DeviceActor.Drained>(new DeviceActor.Drain(), Patience, TestContext.Current.CancellationToken);

        Until<DeviceReport.Released>(_ => true);
    }

    [Fact]
    public void A_command_under_an_older_epoch_than_the_last_is_ignored()
    {
        var device = Start(giveUpAfter: TimeSpan.FromMinutes(1));
        device.Tell(Train(checkpointEvery: 0, Lease with { Epoch = 2 }));
        Until<DeviceReport.Progressed>(report => report.Epoch == 2);

        device.Tell(new TracedEnvelope(new DeviceCommand.Release(SaveFirst: false) { Lease = Lease }));
        device.Tell(Train(checkpointEvery: 0));

        Until<DeviceReport.Holding>(_ => true);
        Assert.Equal(2, Until<DeviceReport.Holding>(_ => true).Epoch);
    }

    private IActorRef Start(TimeSpan giveUpAfter) => Start(giveUpAfter, new FakeTrainers(TimeSpan.FromMilliseconds(1)));

    private IActorRef Start(TimeSpan giveUpAfter, FakeTrainers trainers) =>
        _system.ActorOf(Props.Create(() => new DeviceActor(
        new DeviceSettings("device:0", TimeSpan.FromMilliseconds(4), 3, Interval, giveUpAfter, null),
        trainers,
        _store,
        _placement.Receiver,
        _branch.Receiver)));

    private static TracedEnvelope Train(long checkpointEvery) => Train(checkpointEvery, Lease);

    private static TracedEnvelope Train(long checkpointEvery, Lease lease)
    {
        var spec = Specs.Of(PolicyKind.WarmupStableDecay, 1000);
        var stage = Policies.Plan(spec)[0].Stages[1] with { FirstStep = 0, Steps = 900 };

        return new TracedEnvelope(new DeviceCommand.Train(
            new TrainerSetup(1, RunSpec.MainWorkload, spec.Main, 1e-3, spec.Device),
            new CheckpointConfig(checkpointEvery), stage, new Origin.Fresh())
        {
            Lease = lease,
        });
    }

    private T Until<T>(Func<T, bool> holds)
        where T : DeviceReport
    {
        for (var began = Environment.TickCount64; Environment.TickCount64 - began < Patience.TotalMilliseconds;)
            if (_branch.Receive(Patience) is ShardingEnvelope { Message: TracedEnvelope { Body: T report } }
                && holds(report))
                return report;

        throw new TimeoutException($"No such {typeof(T).Name} was told.");
    }

    private PlacementCommand.Announce Announced(Func<PlacementCommand.Announce, bool> holds)
    {
        for (var began = Environment.TickCount64; Environment.TickCount64 - began < Patience.TotalMilliseconds;)
            if (_placement.Receive(Patience) is TracedEnvelope { Body: PlacementCommand.Announce announce }
                && holds(announce))
                return announce;

        throw new TimeoutException("The device did not announce itself so.");
    }
}
