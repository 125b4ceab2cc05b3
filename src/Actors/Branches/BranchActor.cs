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
    private const int RestedRepeats = 5;

    private readonly BranchId _id;
    private readonly RuntimeSettings _settings;
    private readonly BranchNeighbours _neighbours;
    private readonly int _mostSilentRepeats;
    private DeviceSession? _session;
    private int _silentRepeats;
    private int _restedRepeats;
    private int _waitedRepeats;
    private BranchMilestone.Progressed? _progress;
    private StepSpeed? _speed;
    private string? _trace;

    /// <summary>An actor for one branch.</summary>
    public BranchActor(BranchId id, RuntimeSettings settings, BranchNeighbours neighbours, TimeProvider time)
        : base(id.PersistenceId, settings.SnapshotEveryEvents, time)
    {
        _id = id;
        _settings = settings;
        _neighbours = neighbours;
        _mostSilentRepeats = Math.Max(1, (int)(settings.Leases.LostAfter / settings.RequestInterval));
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

        GiveUpSilentDevice();
        PursueIntent(repeat: true);
    }

    /// <inheritdoc/>
    protected override void Pursue(object? body, IReadOnlyList<BranchEvent> stored, string? refusal)
    {
        if (body is DeviceReport said && said.Epoch == State.Lease?.Epoch)
            Hear(said);

        if (stored.Any(e => e is BranchEvent.LeaseLost))
            Part();

        if (body is PlacementReport.Granted granted)
            Welcome(granted);

        if (body is PlacementReport.Wanted wanted)
            GiveWay(wanted);

        if (body is DeviceReport stale and not DeviceReport.Released && stale.Epoch != State.Lease?.Epoch && !stored.Any(e => e is BranchEvent.LeaseLost))
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

    /// <summary>
    /// A report under the lease in force: its device is there, also for an incarnation of this actor that has never spoken
    /// to it. What the report says is stored by now, unless one before it is missing.
    /// </summary>
    private void Hear(DeviceReport report)
    {
        _silentRepeats = 0;
        _session ??= new DeviceSession(LeaseInForce, Sender);

        if (State.IsAhead(report))
            return;

        _session.Reached = report switch
        {
            DeviceReport.Progressed progressed => Math.Max(_session.Reached ?? 0, progressed.Slice.FirstStep + progressed.Slice.Losses.Count),
            DeviceReport.Holding { Step: > 0 } holding => Math.Max(_session.Reached ?? 0, Math.Min(holding.Step, State.Step)),
            _ => _session.Reached,
        };

        if (report is not (DeviceReport.Released or DeviceReport.Faulted))
            Tell(_session, new DeviceCommand.Stored(report.Number) { Lease = _session.Lease });
    }

    private Lease LeaseInForce => new(_id.ToString(), State.Lease!.Device, State.Lease.Epoch); // Callers have checked that there is one.

    /// <summary>A lease whose device has not been heard for too long is of no use.</summary>
    private void GiveUpSilentDevice()
    {
        if (State.Lease is { } held && ++_silentRepeats > _mostSilentRepeats)
            Self.Tell(new TracedEnvelope(new PlacementReport.Revoked(LeaseInForce, $"Device {held.Device} was not heard any more.")));
    }

    /// <summary>A device that still works under a lease that is over is told so.</summary>
    private void Dismiss(DeviceReport stale)
    {
        var over = new Lease(_id.ToString(), "", stale.Epoch);
        Sender.Tell(new TracedEnvelope(new DeviceCommand.Release(SaveFirst: false) { Lease = over }, TraceParent: _trace));
    }

    private void Welcome(PlacementReport.Granted granted)
    {
        if (State.Lease?.Epoch == granted.Lease.Epoch)
        {
            _silentRepeats = 0;
            _session ??= new DeviceSession(granted.Lease, granted.Address);
        }
        else if (_session is null && granted.Lease.Epoch > State.LastEpoch)
            _neighbours.Placement.Tell(new TracedEnvelope(new PlacementCommand.Return(_id.ToString())));
    }

    private void GiveWay(PlacementReport.Wanted wanted)
    {
        if (_session is { LettingGo: false } session
            && session.Lease.Epoch == wanted.Lease.Epoch
            && PlacementPolicy.GivesWay(
                State.Order?.Scheduling?.Priority ?? 0, State.RemainingSteps, wanted.Priority, wanted.RemainingSteps))
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

    private void PursueIntent(bool repeat)
    {
        var intent = BranchIntent.Of(State, _session?.Reached);

        if (intent is not BranchIntent.Rest || State.Lease is not null)
            _restedRepeats = 0;

        _waitedRepeats = intent is not BranchIntent.WantDevice ? 0 : repeat ? _waitedRepeats + 1 : _waitedRepeats;

        switch (intent)
        {
            case BranchIntent.WantDevice when !repeat || BranchIntent.WantDevice.IsAskedAgainAt(_waitedRepeats):
                Ask(holds: null);
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
                Rest();
                break;
        }

        if (State.Lease is not null && (repeat || _session is null))
            Ask(holds: LeaseInForce);
    }

    private void Ask(Lease? holds) => _neighbours.Placement.Tell(new TracedEnvelope(
        new PlacementCommand.Request(
            _id.ToString(), State.Order!.Device, State.LastEpoch, State.RemainingSteps, holds, State.Order.Scheduling, State.Latest?.Digest), // Who wants a device, or has one, has an order.
        TraceParent: _trace));

    /// <summary>A branch at rest says so a few times, for a message can be lost, and then sleeps until it is spoken to.</summary>
    private void Rest()
    {
        _neighbours.Placement.Tell(new TracedEnvelope(new PlacementCommand.Return(_id.ToString())));

        if (++_restedRepeats >= RestedRepeats)
            Context.Parent.Tell(new Passivate(PoisonPill.Instance));
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

        if (body is BranchCommand.Follow || progress != _progress)
            milestones = [.. milestones, _progress = progress];

        foreach (var milestone in milestones)
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
