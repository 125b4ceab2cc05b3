using Akka.Actor;
using Akka.Persistence;
using Riverrun.Actors.Telemetry;

namespace Riverrun.Actors.EventSourcing;

/// <summary>Decide, store, apply, reply, pursue: the only place where that order is written down.</summary>
/// <typeparam name="TState">Immutable state, the fold of its events.</typeparam>
/// <typeparam name="TEvent">The closed family of its events.</typeparam>
internal abstract class EventSourcedActor<TState, TEvent>(
    string persistenceId, int snapshotEveryEvents, TimeProvider time)
    : UntypedPersistentActor
    where TState : IState<TState, TEvent>
{
    private readonly RecentCommands _recent = new();
    private int _eventsSinceSnapshot;
    private long _recovered;
    private string? _unreadable;

    /// <inheritdoc/>
    public override string PersistenceId { get; } = persistenceId;

    /// <summary>The fold of all stored events.</summary>
    protected TState State { get; private set; } = TState.Empty;

    /// <summary>What a message means for <see cref="State"/>. Pure.</summary>
    protected abstract Decision<TEvent> Decide(object body);

    /// <summary>
    /// What follows from a state by itself, such as being done; asked until nothing more follows. Pure.
    /// </summary>
    protected abstract IReadOnlyList<TEvent> Consequences(TState state);

    /// <summary>
    /// Tells the world what the state now wants of it: after every message that was dealt with, and after recovery.
    /// </summary>
    /// <param name="body">The message, or null after recovery.</param>
    /// <param name="stored">The events it caused.</param>
    /// <param name="refusal">Why it was refused, if it was.</param>
    protected abstract void Pursue(object? body, IReadOnlyList<TEvent> stored, string? refusal);

    /// <summary>Sees each event once it is part of <see cref="State"/>, also while recovering.</summary>
    protected virtual void OnApplied(Recorded<TEvent> recorded) { }

    /// <summary>A message that came in no envelope.</summary>
    protected virtual void OnOther(object message) => Unhandled(message);

    /// <summary>
    /// A message to an entity that cannot be recovered: who waits for an answer should hear <paramref name="reason"/>.
    /// </summary>
    protected virtual void OnUnreadable(object message, string reason) { }

    /// <inheritdoc/>
    protected override void OnCommand(object message)
    {
        switch (message)
        {
            case TracedEnvelope { Id: not null }
                when _unreadable is { } reason:
                Sender.Tell(new Reply.Rejected(reason)); break;
            case var _ when _unreadable is { } reason: OnUnreadable(message, reason); break;
            case TracedEnvelope envelope: Execute(envelope); break;
            case SaveSnapshotSuccess saved:
                DeleteSnapshots(
                new SnapshotSelectionCriteria(saved.Metadata.SequenceNr - 1)); break;
            case SaveSnapshotFailure or DeleteSnapshotsSuccess or DeleteSnapshotsFailure: break;
            default: OnOther(message); break;
        }
    }

    /// <inheritdoc/>
    protected override void OnRecover(object message)
    {
        switch (message)
        {
            case SnapshotOffer { Snapshot: Snapshot<TState> snapshot } offer:
                State = snapshot.State;
                _recovered = offer.Metadata.SequenceNr;
                _recent.Restore(snapshot.RecentCommands);
                _eventsSinceSnapshot = 0;
                break;
            case SnapshotOffer { Snapshot: Undecoded undecoded } offer:
                OrUnreadable(() => throw undecoded.Of(PersistenceId, offer.Metadata.SequenceNr));
                _recovered = offer.Metadata.SequenceNr;
                break;
            case Undecoded undecoded:
                OrUnreadable(() => throw undecoded.Of(PersistenceId, LastSequenceNr));
                _recovered++;
                break;
            case Recorded<TEvent> recorded:
                OrUnreadable(() => Absorb(recorded));
                _recovered++;
                break;
            case RecoveryCompleted when _recovered != LastSequenceNr: RefuseToWake(); break;
            case RecoveryCompleted: OrUnreadable(() => Pursue(null, [], null)); break;
        }
    }

    /// <inheritdoc/>
    protected override void OnPersistFailure(Exception cause, object @event, long sequenceNr)
    {
        JournalAway.Tell(Context.System, WorldBroken.Journal(PersistenceId, cause));
        base.OnPersistFailure(cause, @event, sequenceNr);
    }

    /// <summary>
    /// Going on would leave a hole where the event should be, and an entity with a hole never wakes again.
    /// </summary>
    protected override void OnPersistRejected(Exception cause, object @event, long sequenceNr)
    {
        JournalAway.Tell(Context.System, WorldBroken.Journal(PersistenceId, cause));
        base.OnPersistRejected(cause, @event, sequenceNr);
        Context.Stop(Self);
    }

    /// <inheritdoc/>
    protected override void OnRecoveryFailure(Exception reason, object? message = null)
    {
        JournalAway.Tell(Context.System, WorldBroken.Recovery(PersistenceId, reason));
        base.OnRecoveryFailure(reason, message);
    }

    /// <summary>
    /// What is stored cannot be taken back, so an entity that fails over it would fail for ever: it stays as it is and
    /// says why, and all others go on.
    /// </summary>
    private void OrUnreadable(Action follow)
    {
        if (_unreadable is not null)
            return;

        try
        {
            follow();
        }
        catch (Exception defect)
        {
            _unreadable = WorldBroken.Unreadable(PersistenceId, defect).Reason;
            Context.System.EventStream.Publish(new Notice(_unreadable));
        }
    }

    /// <summary>An entity that was given only a part of its events would decide on a state that never was.</summary>
    private void RefuseToWake()
    {
        var broken = WorldBroken.Incomplete(PersistenceId, _recovered, LastSequenceNr);
        JournalAway.Tell(Context.System, broken);
        Context.System.EventStream.Publish(new Notice(broken.Reason));
        Context.Stop(Self);
    }

    private void Execute(TracedEnvelope envelope)
    {
        if (envelope.Id is { } known && _recent.Contains(known))
        {
            Answer(envelope, new Reply.Accepted());
            return;
        }

        using var activity =
            RuntimeTelemetry.StartDecision(PersistenceId, envelope.Body.GetType().Name, envelope.TraceParent);
        var trace = activity?.Id ?? envelope.TraceParent;
        var decision = DecideOrTell(envelope);

        if (decision.Refusal is not null || decision.Events.Count == 0)
        {
            Answer(envelope, decision.Refusal is { } reason ? new Reply.Rejected(reason) : new Reply.Accepted());
            Pursue(envelope.Body, [], decision.Refusal);
            return;
        }

        var now = time.GetUtcNow();
        var events = WithConsequences(decision.Events);
        var left = events.Count;

        PersistAll(events.Select(e => new Recorded<TEvent>(e, now, trace, envelope.Id)), recorded =>
        {
            Absorb(recorded);

            if (--left > 0)
                return;

            Answer(envelope, new Reply.Accepted());
            SnapshotWhenDue();
            Pursue(envelope.Body, events, null);
        });
    }

    /// <summary>
    /// Stores what follows from the state and was never stored: an older build may have drawn other consequences from
    /// it.
    /// </summary>
    protected void StoreConsequences()
    {
        var events = WithConsequences([]);

        if (events.Count == 0)
            return;

        var (now, left) = (time.GetUtcNow(), events.Count);

        PersistAll(events.Select(e => new Recorded<TEvent>(e, now, null, null)), recorded =>
        {
            Absorb(recorded);

            if (--left > 0)
                return;

            SnapshotWhenDue();
            Pursue(null, events, null);
        });
    }

    /// <summary>
    /// An exception in Decide is a defect: whoever asked learns of it, and the entity starts again from its journal.
    /// </summary>
    private Decision<TEvent> DecideOrTell(TracedEnvelope envelope)
    {
        try
        {
            return Decide(envelope.Body);
        }
        catch (Exception defect)
        {
            Answer(envelope, new Reply.Rejected(
                $"{PersistenceId} could not decide {envelope.Body.GetType().Name}, which is a defect of Riverrun: "
                    + $"{defect.Message}"));
            throw;
        }
    }

    private List<TEvent> WithConsequences(IReadOnlyList<TEvent> decided)
    {
        var events = decided.ToList();
        var state = decided.Aggregate(State, (folded, e) => folded.Apply(e));

        for (var more = Consequences(state); more.Count > 0; more = Consequences(state))
        {
            events.AddRange(more);
            state = more.Aggregate(state, (folded, e) => folded.Apply(e));
        }

        return events;
    }

    private void Absorb(Recorded<TEvent> recorded)
    {
        State = State.Apply(recorded.Event);
        _eventsSinceSnapshot++;
        _recent.Add(recorded.CommandId);
        OnApplied(recorded);
    }

    private void SnapshotWhenDue()
    {
        if (_eventsSinceSnapshot < snapshotEveryEvents)
            return;

        _eventsSinceSnapshot = 0;
        SaveSnapshot(new Snapshot<TState>(State, _recent.Ids));
    }

    private void Answer(TracedEnvelope envelope, Reply reply)
    {
        if (envelope.Id is not null)
            Sender.Tell(reply);
    }
}
