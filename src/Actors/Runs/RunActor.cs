using System.Diagnostics;
using System.Text.Json;
using Akka.Actor;
using Akka.Cluster.Sharding;
using Riverrun.Actors.Branches;
using Riverrun.Actors.EventSourcing;
using Riverrun.Actors.Identity;
using Riverrun.Actors.Settings;

namespace Riverrun.Actors.Runs;

/// <summary>
/// One run: asks its policy what should exist after every milestone, and orders its branches to be so.
/// </summary>
internal sealed class RunActor : EventSourcedActor<RunState, RunEvent>, IWithTimers
{
    /// <summary>
    /// So many repeats lie between two rounds in which a run says its orders again: they are for lost messages only.
    /// </summary>
    private const int RepeatsPerRound = 10;

    /// <summary>
    /// So many orders it says again at a repeat: a hundred runs of a hundred branches that speak to all of them at once
    /// would keep two cores busy for seconds, every ten seconds.
    /// </summary>
    private const int OrdersPerRepeat = 2;

    private const int RestedRounds = 3;

    private readonly RunId _id;
    private readonly Func<IActorRef> _branches;
    private readonly bool _orders;
    private readonly TimeSpan _repeatInterval;
    private readonly Queue<string> _unrepeated = new();
    private readonly Dictionary<string, string> _told = new(StringComparer.Ordinal);
    private readonly Dictionary<string, long> _tips = new(StringComparer.Ordinal);
    private readonly Dictionary<string, BranchMilestone.Progressed> _live = new(StringComparer.Ordinal);
    private int _repeats;
    private int _restedRounds;
    private string? _trace;

    /// <summary>An actor for one run.</summary>
    /// <param name="id">The run.</param>
    /// <param name="settings">Where a device is hosted, branches are woken; elsewhere the run is only looked
    /// at.</param>
    /// <param name="branches">The region of branches; asked for late, since runs and branches know each other.</param>
    /// <param name="time">The clock.</param>
    public RunActor(RunId id, RuntimeSettings settings, Func<IActorRef> branches, TimeProvider time)
        : base(id.PersistenceId, settings.SnapshotEveryEvents, time)
    {
        _id = id;
        _branches = branches;
        _orders = settings.Decides;
        _repeatInterval = settings.RequestInterval;
    }

    /// <inheritdoc/>
    public ITimerScheduler Timers { get; set; } = null!; // Akka sets it before PreStart.

    /// <inheritdoc/>
    protected override void PreStart()
    {
        base.PreStart();
        Timers.StartPeriodicTimer("repeat", Repeat.Instance, _repeatInterval);
    }

    /// <inheritdoc/>
    protected override Decision<RunEvent> Decide(object body)
    {
        if (body is BranchMilestone.Progressed progressed)
        {
            _live[progressed.Branch] = progressed;
            _tips[progressed.Branch] = progressed.Step;
        }

        return body switch
        {
            RunCommand command => State.Decide(command, _tips),
            BranchMilestone milestone => State.Decide(milestone),
            _ => throw new UnreachableException($"A run takes no {body.GetType().Name}."),
        };
    }

    /// <inheritdoc/>
    protected override IReadOnlyList<RunEvent> Consequences(RunState state) => state.Consequences(_tips);

    /// <inheritdoc/>
    protected override void OnApplied(Recorded<RunEvent> recorded) => _trace = recorded.TraceParent;

    /// <inheritdoc/>
    protected override void OnOther(object message)
    {
        switch (message)
        {
            case RunQuery query:
                _restedRounds = 0; // It does not fall asleep over a question.
                Context.ActorOf(Props.Create<JournalHead>(PersistenceId, LastSequenceNr, query, Sender));
                break;
            case JournalHead.Read read when read.Events > LastSequenceNr:
                Context.System.EventStream.Publish(new Notice($"{_id} has gone on elsewhere; it is read again here."));
                Context.Stop(Self);
                break;
            case JournalHead.Read { Asked: RunQuery query } read:
                if (AnswerOrReason(query) is { } answer)
                    read.Asker.Tell(answer);

                break;
            case Repeat:
                if (++_repeats % RepeatsPerRound == 0)
                    BeginRound();

                RepeatOrders();
                break;
            default:
                base.OnOther(message);
                break;
        }
    }

    /// <inheritdoc/>
    protected override void OnUnreadable(object message, string reason)
    {
        if (message is RunQuery query && Answer(query, reason) is { } answer)
            Sender.Tell(answer);
    }

    /// <summary>A view that cannot be made is no reason to end: whoever looks at all runs sees the others.</summary>
    private object? AnswerOrReason(RunQuery query)
    {
        try
        {
            return Answer(query);
        }
        catch (Exception defect)
        {
            return Answer(query, WorldBroken.Unreadable(PersistenceId, defect).Reason);
        }
    }

    private object? Answer(RunQuery query, string unreadable) => query switch
    {
        RunQuery.GetView => new RunQuery.Answer<RunView>(RunViews.Unreadable(_id, State, unreadable)),
        RunQuery.GetSpec when State.Spec is not null => Answer(query),
        { KnowsUnreadable: false } => null,
        RunQuery.GetState => new RunQuery.Answer<RunState>(null, unreadable),
        RunQuery.GetSpec => new RunQuery.Answer<RunEvent.Started>(null, unreadable),
        _ => Answer(query),
    };

    private object Answer(RunQuery query) => query switch
    {
        RunQuery.GetView => new RunQuery.Answer<RunView>(State.Spec is null ? null : RunViews.Of(State, _live, _tips)),
        RunQuery.GetSpec => new RunQuery.Answer<RunEvent.Started>(
            State.Spec is null ? null : new RunEvent.Started(State.Spec, State.Source)),
        RunQuery.GetState => new RunQuery.Answer<RunState>(State.Spec is null ? null : State),
        _ => throw new UnreachableException($"A run is not asked {query.GetType().Name}."),
    };

    /// <inheritdoc/>
    protected override void Pursue(object? body, IReadOnlyList<RunEvent> stored, string? refusal)
    {
        if (!_orders || (body is null && State.IsCompleted))
            return;

        if (body is BranchMilestone and not BranchMilestone.PlanRefused && !stored.Any(RunIntent.IsChangedBy))
            return;

        Order(again: body is BranchMilestone.PlanRefused);
    }

    /// <summary>Its branches are to be told again what should be, in their turn. A run that is over sleeps.</summary>
    private void BeginRound()
    {
        if (State is { Spec: not null, IsCompleted: false, Wish: Wish.Train } && !BranchEnds.HasFailed(State))
        {
            _restedRounds = 0;
            StoreConsequences();
        }
        else if (++_restedRounds >= RestedRounds)
            Context.Parent.Tell(new Passivate(PoisonPill.Instance));

        if (_orders && _unrepeated.Count == 0)
            foreach (var branch in State.Branches)
                _unrepeated.Enqueue(branch.Name);
    }

    /// <summary>Tells the next few, and hears from them what was: a message can be lost.</summary>
    private void RepeatOrders()
    {
        if (State.IsCompleted)
            _unrepeated.Clear();

        if (_unrepeated.Count == 0)
            return;

        var (orders, settled) = (RunIntent.Of(State), RunIntent.Settled(State));

        for (var said = 0; said < OrdersPerRepeat && _unrepeated.TryDequeue(out var branch);)
            if (!settled.Contains(branch) && orders.TryGetValue(branch, out var order))
            {
                Tell(branch, order);
                said++;
            }
    }

    private void Order(bool again)
    {
        foreach (var (branch, order) in RunIntent.Of(State))
        {
            var text = JsonSerializer.Serialize(order, BranchProtocol.Default.BranchOrder);

            if (_told.GetValueOrDefault(branch) == text && !again)
                continue;

            _told[branch] = text;
            Tell(branch, order);
        }
    }

    private void Tell(string branch, BranchOrder order) => _branches().Tell(new ShardingEnvelope(
        new BranchId(_id, branch).ToString(),
        new TracedEnvelope(new BranchCommand.Follow(order), TraceParent: _trace)));

    private sealed class Repeat
    {
        public static Repeat Instance { get; } = new();
    }
}
