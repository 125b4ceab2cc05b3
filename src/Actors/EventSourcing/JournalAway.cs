using Akka.Actor;

namespace Riverrun.Actors.EventSourcing;

/// <summary>
/// Published on the event stream when an entity has stopped because its journal failed it, and the journal is a
/// database that may come back: the entity is started again until it can be read. Nothing acknowledged is lost.
/// </summary>
/// <param name="Reason">A sentence for the person who runs the process.</param>
internal sealed record JournalAway(string Reason)
{
    private const string Key = "riverrun.journal.outage";

    /// <summary>Whether a journal that fails is waited for; else it ends the process.</summary>
    internal static bool IsAwaited(ActorSystem system) => system.Settings.Config.GetString(Key, "fatal") == "wait";

    internal static void Tell(ActorSystem system, WorldBroken broken) =>
        system.EventStream.Publish(IsAwaited(system) ? new JournalAway(broken.Reason) : broken);
}
