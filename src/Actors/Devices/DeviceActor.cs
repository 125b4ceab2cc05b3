using Akka.Actor;
using Akka.Cluster.Sharding;
using Akka.Event;
using Riverrun.Actors.EventSourcing;
using Riverrun.Actors.Placement;
using Riverrun.Models.Checkpoints;
using Riverrun.Models.Training;

namespace Riverrun.Actors.Devices;

/// <summary>
/// One device: its mailbox is the training loop. One slice per message, then it tells itself to go on, so whatever is
/// asked of it waits for one slice at most. Runs on a pinned dispatcher: one thread, from the first step to the last.
/// </summary>
public sealed class DeviceActor : UntypedActor, IWithTimers
{
    private const int AloneAfter = 2;

    private readonly DeviceSettings _settings;
    private readonly ITrainers _trainers;
    private readonly ICheckpointStore _store;
    private readonly DeviceWriter _writer;
    private readonly IActorRef _placement;
    private readonly IActorRef _branches;
    private IActorRef _announcer = ActorRefs.Nobody;
    private DeviceWork? _work;
    private long _lastEpoch;
    private bool _ticking;
    private int _silentRepeats;
    private long _oldestReport;
    private IActorRef? _drainer;

    /// <summary>An actor for this process's device.</summary>
    public DeviceActor(
        DeviceSettings settings, ITrainers trainers, ICheckpointStore store, IActorRef placement, IActorRef branches)
    {
        _settings = settings;
        _trainers = trainers;
        _store = store;
        _writer = new DeviceWriter(store, Self);
        _placement = placement;
        _branches = branches;
    }

    /// <inheritdoc/>
    public ITimerScheduler Timers { get; set; } = null!; // Akka sets it before PreStart.

    /// <inheritdoc/>
    protected override void PreStart()
    {
        _announcer = Context.ActorOf(
            Props.Create(() => new DeviceAnnouncer(_settings, _trainers.Describe(), Self, _placement, _branches)), "announcer");
        Timers.StartPeriodicTimer("repeat", Repeat.Instance, _settings.AnnounceInterval);
    }

    /// <inheritdoc/>
    protected override void PreRestart(Exception reason, object message)
    {
        if (_work is { } work)
            Tell(work, DeviceFault.Of(reason, work.Epoch));

        base.PreRestart(reason, message);
    }

    /// <inheritdoc/>
    protected override void PostStop() => _work?.Dispose();

    /// <inheritdoc/>
    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case Repeat:
                Guarded(RepeatItself);
                break;
            case TracedEnvelope { Body: DeviceCommand command } when command.Lease.Epoch >= _lastEpoch:
                _lastEpoch = command.Lease.Epoch;
                _silentRepeats = 0;
                Obey(command, ((TracedEnvelope)message).TraceParent);
                break;
            case Tick:
                _ticking = false;
                Guarded(GoOn);
                break;
            case DeviceWriter.Written written:
                Guarded(() => Stored(written));
                break;
            case Drain:
                BeginDrain();
                break;
        }

        _announcer.Tell(new DeviceAnnouncer.Standing(_work?.Lease, _work is { HasState: true } work ? work.Step : 0, _lastEpoch, _drainer is not null));
    }

    private void Obey(DeviceCommand command, string? trace)
    {
        switch (command)
        {
            case DeviceCommand.Train train when _drainer is null:
                Guarded(() => Train(train, trace));
                break;
            case DeviceCommand.Stored stored when _work?.Epoch == stored.Lease.Epoch:
                _work.Outbox.Remove(stored.Number);
                _work.GoOnTogether();
                GoOnOrLetGo();
                break;
            case DeviceCommand.Release release:
                Guarded(() => Release(release.SaveFirst, "It was released."));
                break;
        }
    }

    private void Train(DeviceCommand.Train train, string? trace)
    {
        if (_work is { HasState: true, Releasing: false } work && work.Epoch == train.Lease.Epoch)
        {
            work.Trace = trace;
            work.GoOnWith(train);
        }
        else
        {
            _work?.Dispose();
            _work = new DeviceWork(train.Lease, _settings) { Trace = trace };
            _work.Begin(train, _trainers, _store);
        }

        GoOnSoon();
    }

    /// <summary>Says again what was not answered; goes on alone, and in the end gives up, when nobody answers at all.</summary>
    private void RepeatItself()
    {
        if (_work is not { HasState: true } work)
        {
            LeaveUnanswered();
            return;
        }

        var oldest = work.Outbox.Oldest.FirstOrDefault()?.Number ?? 0;

        if (oldest > 0 && oldest == _oldestReport)
            foreach (var report in work.Outbox.Oldest)
                Tell(work, report);

        _oldestReport = oldest;
        _silentRepeats++;

        if (_silentRepeats * _settings.AnnounceInterval >= _settings.GiveUpAfter)
            GiveUp();
        else if (work.Releasing)
            LetGoWhenWritten();
        else if (_silentRepeats >= AloneAfter)
        {
            work.GoOnAlone();
            GoOnSoon();
        }
    }

    /// <summary>A device that is leaving waits for its branch to have heard of it, but not for long: nobody may be there.</summary>
    private void LeaveUnanswered()
    {
        if (_drainer is not null && ++_silentRepeats > AloneAfter)
            _drainer.Tell(Drained.Instance);
    }

    /// <summary>The lease may long be another device's: what was not stored by now never will be.</summary>
    private void GiveUp()
    {
        Context.GetLogger().Warning("No coordinator was heard for {Time}; the lease of {Branch} is given up", _settings.GiveUpAfter, _work?.Lease.Branch);
        _work?.Dispose();
        _work = null;
    }

    private void GoOn()
    {
        if (_work is not { Releasing: false, MayTrain: true } work || _writer.IsFull)
            return;

        Send(work, new DeviceReport.Progressed(work.TakeSlice(), work.StageEnd) { Epoch = work.Epoch });

        if (work.CheckpointDue() is { } reason)
            _writer.Write(work, reason);

        if (work.EvaluateIfDue() is { } evaluation)
            Send(work, new DeviceReport.Evaluated(work.Step, evaluation) { Epoch = work.Epoch });

        GoOnSoon();
    }

    private void Stored(DeviceWriter.Written written)
    {
        _writer.Done(written);

        if (_work is null)
            return;

        if (_work.Epoch == written.Epoch)
            Send(_work, written.Failure is { } failure
                ? throw new IOException(failure)
                : new DeviceReport.Saved(written.Step, written.Digest, written.Reason) { Epoch = written.Epoch });

        GoOnOrLetGo();
    }

    private void GoOnOrLetGo()
    {
        if (_work is { Releasing: true })
            LetGoWhenWritten();
        else
            GoOnSoon();
    }

    private void Release(bool saveFirst, string cause)
    {
        if (_work is { Releasing: false })
            _work.Release(cause, saveFirst);

        LetGoWhenWritten();
    }

    private void LetGoWhenWritten()
    {
        if (_work is { WantsSaving: true } && !_writer.IsFull)
            _writer.Write(_work, "requested");

        if (_work is { } work && _writer.IsIdle && (work.Outbox.IsEmpty || !work.IsAwaited || _silentRepeats >= AloneAfter))
        {
            Tell(work, new DeviceReport.Released(work.ReleaseCause) { Epoch = work.Epoch });
            work.Dispose();
            _work = null;
        }
        else if (_work is null)
        {
            _drainer?.Tell(Drained.Instance);
        }
    }

    private void BeginDrain()
    {
        _drainer = Sender;
        _placement.Tell(new TracedEnvelope(new PlacementCommand.Withdraw(_settings.Device)));

        if (_work is null)
            Sender.Tell(Drained.Instance);
        else
            Guarded(() => Release(saveFirst: true, "The process is leaving."));
    }

    /// <summary>Tells the branch what kind of fault ended its work, and drops it.</summary>
    private void Guarded(Action act)
    {
        try
        {
            act();
        }
        catch (Exception cause) when (_work is not null)
        {
            var work = _work;
            var fault = DeviceFault.Of(cause, work.Epoch);
            _work = null;
            work.Dispose();
            Tell(work, fault);

            if (fault.Fault == Fault.World)
                Context.System.EventStream.Publish(new WorldBroken(fault.Reason));
        }
    }

    private void GoOnSoon()
    {
        if (_ticking)
            return;

        _ticking = true;
        Self.Tell(Tick.Instance);
    }

    /// <summary>Says what the branch must store, now and until it has.</summary>
    private void Send(DeviceWork work, DeviceReport report) => Tell(work, work.Outbox.Add(report));

    private void Tell(DeviceWork work, DeviceReport report) => _branches.Tell(
        new ShardingEnvelope(work.Lease.Branch, new TracedEnvelope(report, TraceParent: work.Trace)));

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
