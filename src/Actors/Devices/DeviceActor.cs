using Akka.Actor;
using Akka.Cluster.Sharding;
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
    private readonly DeviceSettings _settings;
    private readonly ITrainers _trainers;
    private readonly ICheckpointStore _store;
    private readonly DeviceWriter _writer;
    private readonly IActorRef _placement;
    private readonly IActorRef _branches;
    private DeviceWork? _work;
    private long _lastEpoch;
    private bool _ticking;
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
    protected override void PreStart() =>
        Timers.StartPeriodicTimer("announce", Announce.Instance, TimeSpan.Zero, _settings.AnnounceInterval);

    /// <inheritdoc/>
    protected override void PreRestart(Exception reason, object message)
    {
        if (_work is { } work)
            Report(work, DeviceFault.Of(reason, work.Epoch));

        base.PreRestart(reason, message);
    }

    /// <inheritdoc/>
    protected override void PostStop() => _work?.Dispose();

    /// <inheritdoc/>
    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case Announce when _drainer is null:
                _placement.Tell(new TracedEnvelope(new PlacementCommand.Announce(
                    _settings.Device, _trainers.Describe(), Self, _work?.Lease, _lastEpoch)));
                break;
            case TracedEnvelope { Body: DeviceCommand command } when command.Lease.Epoch >= _lastEpoch:
                _lastEpoch = command.Lease.Epoch;
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
    }

    private void Obey(DeviceCommand command, string? trace)
    {
        switch (command)
        {
            case DeviceCommand.Train train when _drainer is null:
                Guarded(() => Train(train, trace));
                break;
            case DeviceCommand.Stored stored when _work is not null:
                _work.Stored = stored.Step;
                GoOnSoon();
                break;
            case DeviceCommand.Release release:
                Guarded(() => Release(release.SaveFirst, "It was released."));
                break;
        }
    }

    private void Train(DeviceCommand.Train train, string? trace)
    {
        if (train.From is not Origin.GoOn || _work?.Epoch != train.Lease.Epoch)
        {
            _work?.Dispose();
            _work = new DeviceWork(train.Lease, _settings) { Trace = trace };
        }

        _work.Trace = trace;
        _work.Begin(train, _trainers, _store);
        GoOnSoon();
    }

    private void GoOn()
    {
        if (_work is not { Releasing: false, MayTrain: true } work || _writer.IsFull)
            return;

        Report(work, new DeviceReport.Progressed(work.TakeSlice(), work.StageEnd) { Epoch = work.Epoch });

        if (work.CheckpointDue() is { } reason)
            _writer.Write(work, reason);

        if (work.EvaluateIfDue() is { } evaluation)
            Report(work, new DeviceReport.Evaluated(work.Step, evaluation) { Epoch = work.Epoch });

        GoOnSoon();
    }

    private void Stored(DeviceWriter.Written written)
    {
        _writer.Done(written);

        if (_work is null)
            return;

        if (_work.Epoch == written.Epoch)
            Report(_work, written.Failure is { } failure
                ? throw new IOException(failure)
                : new DeviceReport.Saved(written.Step, written.Digest, written.Reason) { Epoch = written.Epoch });

        if (_work.Releasing)
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

        if (_work is { } work && _writer.IsIdle)
        {
            Report(work, new DeviceReport.Released(work.ReleaseCause) { Epoch = work.Epoch });
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
            Report(work, fault);

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

    private void Report(DeviceWork work, DeviceReport report) => _branches.Tell(
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

    private sealed class Announce
    {
        public static Announce Instance { get; } = new();
    }
}

/// <summary>What a device knows of itself.</summary>
/// <param name="Device">Its name in leases.</param>
/// <param name="SliceTarget">The work one slice should be.</param>
/// <param name="SlicesAhead">Slices it may be ahead of what is stored.</param>
/// <param name="AnnounceInterval">How often it says that it is there.</param>
public sealed record DeviceSettings(string Device, TimeSpan SliceTarget, int SlicesAhead, TimeSpan AnnounceInterval);
