using System.Diagnostics;
using Akka.Actor;
using Akka.Cluster.Sharding;
using Riverrun.Actors.Devices;
using Riverrun.Actors.EventSourcing;
using Riverrun.Actors.Identity;
using Riverrun.Actors.Placement;
using Riverrun.Actors.Settings;
using Riverrun.Actors.Telemetry;

namespace Riverrun.Actors.Branches;

/// <summary>
/// One branch: stores what its run orders and its device reports, does what <see cref="LeaseKeeping"/> decides about
/// its lease, and tells its run the milestones.
/// </summary>
internal sealed class BranchActor : EventSourcedActor<BranchState, BranchEvent>, IWithTimers
{
    private readonly BranchId _id;
    private readonly RuntimeSettings _settings;
    private readonly BranchNeighbours _neighbours;
    private LeaseKeeping _keeping;
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
        _keeping = new LeaseKeeping(id, Math.Max(1, (int)(settings.Leases.LostAfter / settings.RequestInterval)));
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
            _speed = StepSpeed.Of(steps, State.Figures);
    }

    /// <inheritdoc/>
    protected override void OnOther(object message)
    {
        if (message is Repeat)
            Keep(_keeping.Repeat(State));
        else
            base.OnOther(message);
    }

    /// <inheritdoc/>
    protected override void OnUnreadable(object message, string reason)
    {
        if (message is TracedEnvelope { Body: BranchCommand.Follow follow })
            TellRun(new BranchMilestone.Failed(reason, follow.Order.Attempt) { Branch = _id.Branch });
    }

    /// <inheritdoc/>
    protected override void Pursue(object? body, IReadOnlyList<BranchEvent> stored, string? refusal)
    {
        Keep(_keeping.After(State, body, Sender, leaseLost: stored.Any(e => e is BranchEvent.LeaseLost)));
        Measure(stored);
        TellRun(everything: body is null or BranchCommand.Follow, stored, planRefused: refusal is not null);
        Keep(_keeping.Pursue(State));
    }

    private void Keep(LeaseKeeping keeping)
    {
        foreach (var act in keeping.Due)
            Do(act);

        _keeping = keeping.Done();
    }

    private void Do(LeaseAct act)
    {
        switch (act)
        {
            case LeaseAct.Command command:
                command.Device.Tell(new TracedEnvelope(command.Said, TraceParent: _trace));
                break;
            case LeaseAct.Ask ask:
                _neighbours.Placement.Tell(new TracedEnvelope(ask.Request, TraceParent: _trace));
                break;
            case LeaseAct.GiveBack:
                _neighbours.Placement.Tell(new TracedEnvelope(new PlacementCommand.Return(_id.ToString())));
                break;
            case LeaseAct.GiveUp giveUp:
                Self.Tell(new TracedEnvelope(giveUp.Revoked));
                break;
            case LeaseAct.Sleep:
                Context.Parent.Tell(new Passivate(PoisonPill.Instance));
                break;
            default:
                throw new UnreachableException($"Lease act {act.GetType().Name} is not carried out.");
        }
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
    /// Tells the run what is new, or everything if it may have missed some: after recovery, and when it has spoken.
    /// </summary>
    private void TellRun(bool everything, IReadOnlyList<BranchEvent> stored, bool planRefused)
    {
        if (State.Order is null)
            return;

        var milestones = everything
            ? BranchMilestones.All(_id.Branch, State, planRefused)
            : BranchMilestones.Of(_id.Branch, State, stored);

        foreach (var milestone in milestones)
            TellRun(milestone);

        var progress = BranchMilestones.Progress(_id.Branch, State, training: _keeping.Session is not null, _speed);

        if (everything || progress != _progress)
            TellRun(_progress = progress);
    }

    private void TellRun(BranchMilestone milestone) => _neighbours.Runs.Tell(
        new ShardingEnvelope(_id.Run.Name, new TracedEnvelope(milestone, TraceParent: _trace)));

    private sealed class Repeat
    {
        public static Repeat Instance { get; } = new();
    }
}
