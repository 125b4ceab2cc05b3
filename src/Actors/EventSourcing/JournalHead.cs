using Akka.Actor;
using Akka.Persistence;

namespace Riverrun.Actors.EventSourcing;

/// <summary>
/// Asks the journal how many events an entity has, tells its parent and stops; without a word when the journal fails it
/// or takes longer than anybody waits. The number a stale incarnation knows is smaller: the entity has gone on
/// elsewhere.
/// </summary>
/// <param name="entity">Its persistence id.</param>
/// <param name="known">How many events its parent knows.</param>
/// <param name="asked">What its parent was asked that must not be answered from less than all events.</param>
/// <param name="asker">Who asked.</param>
internal sealed class JournalHead(string entity, long known, object asked, IActorRef asker) : UntypedActor
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    protected override void PreStart()
    {
        // Replays nothing, for it ends before it begins: the journal answers at once with the highest number.
        Persistence.Instance.Apply(Context.System).JournalFor(string.Empty)
            .Tell(new ReplayMessages(known + 1, 0, 0, entity, Self));
        SetReceiveTimeout(Patience);
    }

    protected override void OnReceive(object message)
    {
        if (message is RecoverySuccess success)
            Context.Parent.Tell(new Read(asked, asker, success.HighestSequenceNr));
        else if (message is ReplayMessagesFailure failure)
            JournalAway.Tell(Context.System, WorldBroken.Recovery(entity, failure.Cause));

        Context.Stop(Self);
    }

    /// <summary>So many events are stored.</summary>
    public sealed record Read(object Asked, IActorRef Asker, long Events);
}
