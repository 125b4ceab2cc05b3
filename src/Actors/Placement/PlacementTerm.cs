using Akka.Persistence;
using Riverrun.Actors.EventSourcing;

namespace Riverrun.Actors.Placement;

/// <summary>
/// Begins a term: stores that, tells its parent the number and stops; without a word when the journal fails it. The
/// journal takes a number once, so of two placements that begin at a time one fails.
/// </summary>
internal sealed class PlacementTerm(TimeProvider time) : UntypedPersistentActor
{
    public override string PersistenceId => "placement";

    protected override void OnRecover(object message)
    {
        if (message is RecoveryCompleted)
            Persist(new Recorded<PlacementEvent>(new PlacementEvent.TermBegan(), time.GetUtcNow(), null, null), _ =>
            {
                Context.Parent.Tell(new Begun(LastSequenceNr), Self);
                Context.Stop(Self);
            });
    }

    protected override void OnCommand(object message) => Unhandled(message);

    protected override void OnPersistFailure(Exception cause, object @event, long sequenceNr)
    {
        JournalAway.Tell(Context.System, WorldBroken.Journal(PersistenceId, cause));
        base.OnPersistFailure(cause, @event, sequenceNr);
    }

    protected override void OnPersistRejected(Exception cause, object @event, long sequenceNr)
    {
        JournalAway.Tell(Context.System, WorldBroken.Journal(PersistenceId, cause));
        base.OnPersistRejected(cause, @event, sequenceNr);
        Context.Stop(Self);
    }

    protected override void OnRecoveryFailure(Exception reason, object? message = null)
    {
        JournalAway.Tell(Context.System, WorldBroken.Recovery(PersistenceId, reason));
        base.OnRecoveryFailure(reason, message);
    }

    /// <summary>The term has begun.</summary>
    public sealed record Begun(long Term);
}
