using System.Diagnostics;
using Akka.Actor;
using Akka.Cluster.Sharding;
using Riverrun.Actors.Devices;
using Riverrun.Actors.EventSourcing;
using Riverrun.Actors.Identity;
using Riverrun.Actors.Placement;
using Riverrun.Actors.Telemetry;
using Riverrun.Models.Training;

namespace Riverrun.Actors.Branches;

/// <summary>One branch: follows its run's order, leases a device, stores what it reports, and tells its run the milestones.</summary>
public sealed class BranchActor : EventSourcedActor<BranchState, BranchEvent>, IWithTimers
{
    private readonly BranchId _id;
    private readonly RuntimeSettings _settings;
    private readonly BranchNeighbours _neighbours;
    private DeviceSession? _session;
    private StepSpeed? _speed;
    private string? _trace;

    /// <summary>An actor for one branch.</summary>
    public BranchActor(BranchId id, RuntimeSettings settings, BranchNeighbours neighbours, TimeProvider time)
        : base(id.PersistenceId, settings.SnapshotEveryEvents, time)
    {
        _id = id;
        _settings = settings;
        _neighbours = neighbours;
    }

    /// <inheritdoc/>
    public ITimerScheduler Timers { get; set; } = null!; // Akka sets it before the constructor's caller sees the actor.

    /// <inheritdoc/>
    protected override void PreStart()
    {
        base.PreStart();
        Timers.StartPeriodicTimer("repeat", Repeat.Instance, _settings.RequestInterval);
    }

    /// <inheritdoc/>
    protected override Decision<BranchEvent> Decide(object body) => body switch
    {
        BranchCommand.Follow follow => State.Decide(follow),
        DeviceReport report => State.Decide(report, _settings.StopOnDivergence),
        PlacementReport report => State.Decide(report),
        _ => throw new UnreachableException($"A branch takes no {body.GetType().Name}."),
    };

    /// <inheritdoc/>
    protected override IReadOnlyList<BranchEvent> Consequences(BranchState state) => state.Consequences();

    /// <inheritdoc/>
    protected override void OnApplied(Recorded<BranchEvent> recorded)
    {
        if (recorded.Event is BranchEvent.Opened or BranchEvent.PlanChanged or BranchEvent.WishChanged)
            _trace = recorded.TraceParent;

        if (recorded.Event is BranchEvent.StepsTaken steps)
            _speed = StepSpeed.Of(steps);
    }

    /// <inheritdoc/>
    protected override void OnOther(object message)
    {
        if (message is not Repeat)
        {
            base.OnOther(message);
            return;
        }

        GiveUpOrphan();
        PursueIntent(repeat: true);
    }

    /// <inheritdoc/>
    protected override void Pursue(object? body, IReadOnlyList<BranchEvent> stored, string? refusal)
    {
        if (body is null)
            GiveUpOrphan();

        if (stored.Any(e => e is BranchEvent.LeaseLost))
            Part();

        if (body is PlacementReport.Granted granted)
            Welcome(granted);

        if (body is PlacementReport.Wanted wanted)
            GiveWay(wanted);

        if (body is DeviceReport.Progressed progressed && _session?.Lease.Epoch == progressed.Epoch)
            Acknowledge(progressed.Slice);

        if (body is DeviceReport stale and not DeviceReport.Released && stored.Any(e => e is BranchEvent.ReportRefused))
            Dismiss(stale);

        Measure(stored);
        TellRun(body, stored, refusal);
        PursueIntent(repeat: false);
    }

    private void Measure(IReadOnlyList<BranchEvent> stored)
    {
        foreach (var e in stored)
            if (e is BranchEvent.ReplayChecked replayed)
                RuntimeTelemetry.RecordReplay(_id.Run.Name, _id.Branch, replayed.Steps, ok: true);
            else if (e is BranchEvent.ReplayDiverged)
                RuntimeTelemetry.RecordReplay(_id.Run.Name, _id.Branch, 1, ok: false);
    }

    /// <summary>A lease whose device this incarnation does not know, after a recovery, is of no use.</summary>
    private void GiveUpOrphan()
    {
        if (State.Lease is { } held && _session is null)
            Self.Tell(new TracedEnvelope(new PlacementReport.Revoked(
                new Lease(_id.ToString(), held.Device, held.Epoch), "The branch was recovered without its device.")));
    }

    /// <summary>A device that still works under a lease that is over is told so.</summary>
    private void Dismiss(DeviceReport stale)
    {
        var over = new Lease(_id.ToString(), "", stale.Epoch);

        if (stale.Epoch != State.Lease?.Epoch)
            Sender.Tell(new TracedEnvelope(new DeviceCommand.Release(SaveFirst: false) { Lease = over }, TraceParent: _trace));
    }

    private void Welcome(PlacementReport.Granted granted)
    {
        if (State.Lease?.Epoch == granted.Lease.Epoch)
            _session ??= new DeviceSession(granted.Lease, granted.Address);
        else if (_session is null && granted.Lease.Epoch > State.LastEpoch)
            _neighbours.Placement.Tell(new TracedEnvelope(new PlacementCommand.Return(_id.ToString())));
    }

    private void GiveWay(PlacementReport.Wanted wanted)
    {
        if (_session is { LettingGo: false } session
            && session.Lease.Epoch == wanted.Lease.Epoch
            && PlacementPolicy.GivesWay(State.RemainingSteps, wanted.RemainingSteps))
            LetGo(session, saveFirst: true);
    }

    private void LetGo(DeviceSession session, bool saveFirst)
    {
        Tell(session, new DeviceCommand.Release(saveFirst) { Lease = session.Lease });
        session.LettingGo = true;
    }

    private void Part()
    {
        if (_session is { } session && session.Lease.Epoch != State.Lease?.Epoch)
        {
            Tell(session, new DeviceCommand.Release(SaveFirst: false) { Lease = session.Lease });
            _session = null;

            if (State.Lease is null)
                _neighbours.Placement.Tell(new TracedEnvelope(new PlacementCommand.Return(_id.ToString())));
        }
    }

    private void Acknowledge(StepSlice slice)
    {
        _session!.Reached = slice.FirstStep + slice.Losses.Count; // The caller has checked that there is a session.
        Tell(_session, new DeviceCommand.Stored(_session.Reached.Value) { Lease = _session.Lease });
    }

    private void PursueIntent(bool repeat)
    {
        switch (BranchIntent.Of(State, _session?.Reached))
        {
            case BranchIntent.WantDevice:
                _neighbours.Placement.Tell(new TracedEnvelope(
                    new PlacementCommand.Request(_id.ToString(), State.Order!.Device, State.LastEpoch, State.RemainingSteps), TraceParent: _trace));
                break;
            case BranchIntent.Train train when _session is { LettingGo: false } session && session.Told != train.Stage:
                Tell(session, TrainCommand(session, train));
                session.Told = train.Stage;
                session.Reached ??= State.ResumeStep;
                break;
            case BranchIntent.LetGo letGo when _session is { LettingGo: false } session:
                LetGo(session, letGo.SaveFirst);
                break;
            case BranchIntent.Rest when repeat && State.Lease is null && State.Order is not null:
                _neighbours.Placement.Tell(new TracedEnvelope(new PlacementCommand.Return(_id.ToString())));
                break;
        }
    }

    private DeviceCommand.Train TrainCommand(DeviceSession session, BranchIntent.Train train)
    {
        var order = State.Order!; // An intent to train has an order.
        var setup = new TrainerSetup(
            order.Seed, order.Plan.Workload, order.Workload, train.Stage.PeakLearningRate, order.Device);

        return new DeviceCommand.Train(setup, order.Checkpoints, train.Stage, train.From) { Lease = session.Lease };
    }

    private void TellRun(object? body, IReadOnlyList<BranchEvent> stored, string? refusal)
    {
        var milestones = body is BranchCommand.Follow
            ? BranchMilestones.All(_id.Branch, State)
            : BranchMilestones.Of(_id.Branch, State, stored);

        if (body is BranchCommand.Follow && refusal is not null)
            milestones = [.. milestones, new BranchMilestone.PlanRefused(State.Trained) { Branch = _id.Branch }];

        if (State.Order is null)
            return;

        var progress = BranchMilestones.Progress(_id.Branch, State, _session is not null, _speed);

        foreach (var milestone in milestones.Append(progress))
            _neighbours.Runs.Tell(new ShardingEnvelope(_id.Run.Name, new TracedEnvelope(milestone, TraceParent: _trace)));
    }

    private void Tell(DeviceSession session, DeviceCommand command) =>
        session.Device.Tell(new TracedEnvelope(command, TraceParent: _trace));

    private sealed class Repeat
    {
        public static Repeat Instance { get; } = new();
    }
}

/// <summary>Whom a branch talks to besides its device.</summary>
/// <param name="Runs">The region of runs.</param>
/// <param name="Placement">The placement.</param>
public sealed record BranchNeighbours(IActorRef Runs, IActorRef Placement);
