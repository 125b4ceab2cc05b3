using Akka.Actor;
using Akka.Event;
using Riverrun.Actors.EventSourcing;
using Riverrun.Actors.Identity;
using Riverrun.Actors.Placement;
using Riverrun.Models.Checkpoints;
using Riverrun.Models.Training;

namespace Riverrun.Actors.Devices;

/// <summary>
/// One device: its mailbox is the training loop. One slice per message, then it tells itself to go on, so whatever is
/// asked of it waits for one slice at most. Runs on a pinned dispatcher: one thread, from the first step to the last.
/// </summary>
internal sealed class DeviceActor : UntypedActor, IWithTimers
{
    private readonly DeviceSettings _settings;
    private readonly IActorRef _placement;
    private readonly DeviceDuty _duty;
    private readonly IActorRef _announcer;
    private long _lastEpoch;
    private bool _ticking;
    private IActorRef? _drainer;

    /// <summary>An actor for this process's device.</summary>
    public DeviceActor(
        DeviceSettings settings, ITrainers trainers, ICheckpointStore store, IActorRef placement, IActorRef branches)
    {
        _settings = settings;
        _placement = placement;
        _duty = new DeviceDuty(settings, trainers, store, Self, branches, Context.GetLogger());
        _announcer = Context.ActorOf(
            Props.Create(() => new DeviceAnnouncer(settings, trainers.Describe(), Self, placement, branches)),
            "announcer");
    }

    /// <inheritdoc/>
    public ITimerScheduler Timers { get; set; } = null!; // Akka sets it before PreStart.

    /// <inheritdoc/>
    protected override void PreStart() => RepeatLater();

    /// <inheritdoc/>
    protected override void PreRestart(Exception reason, object message)
    {
        if (_duty.Work is { } work)
            _duty.Abandon(work, DeviceFault.Of(reason, work.Epoch));

        base.PreRestart(reason, message);
    }

    /// <inheritdoc/>
    protected override void PostStop() => _duty.Dispose();

    /// <inheritdoc/>
    protected override void OnReceive(object message)
    {
        try
        {
            Handle(message);
            Pursue();
        }
        catch (Exception cause) when (_duty.Work is { } work)
        {
            Abandon(work, cause);
        }

        Stand(_duty.Work?.Lease, _duty.Work?.Step ?? 0);
    }

    private void Stand(Lease? lease, long step) =>
        _announcer.Tell(new DeviceAnnouncer.Standing(lease, step, _lastEpoch, Leaving: _drainer is not null));

    /// <summary>
    /// One at a time: those that came due while the thread was in a measurement would pass for a long silence.
    /// </summary>
    private void RepeatLater() => Timers.StartSingleTimer("repeat", Repeat.Instance, _settings.AnnounceInterval);

    private void Handle(object message)
    {
        switch (message)
        {
            case TracedEnvelope { Body: DeviceCommand command } envelope when command.Lease.Epoch >= _lastEpoch:
                _lastEpoch = command.Lease.Epoch;
                _duty.Hear();
                Obey(command, envelope.TraceParent);
                break;
            case Tick:
                _ticking = false;
                if (_duty.Intent is DeviceIntent.TakeSlice due)
                    _duty.TakeSlice(due.Work);
                break;
            case DeviceWriter.Written written:
                _duty.Note(written);
                break;
            case Repeat:
                RepeatLater();
                LeaveUnanswered();
                _duty.Repeat();
                break;
            case Drain:
                BeginDrain();
                break;
        }
    }

    private void Obey(DeviceCommand command, string? trace)
    {
        switch (command)
        {
            case DeviceCommand.Train train when _drainer is null:
                if (_duty.Begins(train))
                    Stand(train.Lease, step: 0); // To restore a state may take minutes.

                _duty.Train(train, trace);
                break;
            case DeviceCommand.Train train:
                _duty.Decline(train, "The process is leaving.");
                break;
            case DeviceCommand.Stored stored:
                _duty.Settle(stored);
                break;
            case DeviceCommand.Release release when _duty.Work is { } work:
                work.Release("It was released.", release.SaveFirst);
                break;
            case DeviceCommand.Release release:
                _duty.Decline(release, "It was given back.");
                _drainer?.Tell(Drained.Instance);
                break;
        }
    }

    /// <summary>Does what is due. A slice takes its turn in the mailbox, behind whatever was asked meanwhile.</summary>
    private void Pursue()
    {
        switch (_duty.Intent)
        {
            case DeviceIntent.TakeSlice when !_ticking:
                _ticking = true;
                Self.Tell(Tick.Instance);
                break;
            case DeviceIntent.Deliver due:
                _duty.Deliver(due.Work);
                break;
            case DeviceIntent.Save due:
                _duty.Save(due.Work);
                break;
            case DeviceIntent.LetGo due:
                _duty.LetGo(due.Work);
                break;
        }
    }

    private void Abandon(DeviceWork work, Exception cause)
    {
        var fault = DeviceFault.Of(cause, work.Epoch);
        Context.GetLogger().Warning(cause, "{Branch} cannot go on here: {Reason}", work.Lease.Branch, fault.Reason);
        _duty.Abandon(work, fault);

        if (DeviceFault.EndsProcess(fault, cause))
            Context.System.EventStream.Publish(new WorldBroken(fault.Reason));
    }

    private void BeginDrain()
    {
        _drainer = Sender;
        _placement.Tell(new TracedEnvelope(new PlacementCommand.Withdraw(_settings.Device)));

        if (_duty.Work is { } work)
            work.Release("The process is leaving.", saveFirst: true);
        else
            _drainer.Tell(Drained.Instance);
    }

    /// <summary>
    /// A device that is leaving waits for its branch to have heard of it, but not for long: nobody may be there.
    /// </summary>
    private void LeaveUnanswered()
    {
        if (_duty is { Work: null, IsAlone: true })
            _drainer?.Tell(Drained.Instance);
    }

    /// <summary>Finish the slice, store the state, give the lease back; answered by <see cref="Drained"/>.</summary>
    public sealed record Drain;

    /// <summary>The device holds nothing any more and what it held is stored.</summary>
    public sealed record Drained
    {
        internal static Drained Instance { get; } = new();
    }

    private sealed class Tick
    {
        public static Tick Instance { get; } = new();
    }

    private sealed class Repeat
    {
        public static Repeat Instance { get; } = new();
    }
}
