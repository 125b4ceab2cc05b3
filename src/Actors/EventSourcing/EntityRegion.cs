using Akka.Actor;
using Akka.Cluster.Sharding;

namespace Riverrun.Actors.EventSourcing;

/// <summary>
/// One process's stand-in for a shard region: the same envelopes, a child per entity, started when it is first spoken
/// to.
/// </summary>
internal sealed class EntityRegion : UntypedActor, IWithTimers
{
    private const int MostFailures = 3;

    private static readonly TimeSpan RestartBackoff = TimeSpan.FromSeconds(1);

    private readonly Func<string, Props> _props;
    private readonly Dictionary<string, int> _failures = new(StringComparer.Ordinal);
    private readonly Dictionary<string, List<(object Message, IActorRef Sender)>> _leaving =
        new(StringComparer.Ordinal);

    /// <summary>A region.</summary>
    /// <param name="props">How an entity of that id is made.</param>
    public EntityRegion(Func<string, Props> props) => _props = props;

    /// <inheritdoc/>
    public ITimerScheduler Timers { get; set; } = null!; // Akka sets it before PreStart.

    /// <summary>
    /// An entity that fails starts again from its journal; one that goes on failing ends the process, with its reason.
    /// </summary>
    protected override SupervisorStrategy SupervisorStrategy() => new OneForOneStrategy(Restart, loggingEnabled: true);

    private Directive Restart(Exception cause)
    {
        var entity = Uri.UnescapeDataString(Sender.Path.Name);
        var failures = _failures[entity] = _failures.GetValueOrDefault(entity) + 1;

        if (failures < MostFailures)
            return Directive.Restart;

        Context.System.EventStream.Publish(WorldBroken.Defect(entity, cause));

        return Directive.Stop;
    }

    /// <inheritdoc/>
    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case ShardingEnvelope envelope: Deliver(envelope.EntityId, envelope.Message, Sender); break;
            case Passivate passivate: LetGo(passivate.StopMessage); break;
            case Terminated terminated: Gone(terminated.ActorRef.Path.Name); break;
            case Wake wake: Entity(wake.Id); break;
            default: Unhandled(message); break;
        }
    }

    private void Deliver(string id, object message, IActorRef sender)
    {
        var name = Uri.EscapeDataString(id);

        if (_leaving.TryGetValue(name, out var later))
        {
            later.Add((message, sender));
            return;
        }

        Entity(id).Tell(message, sender);
    }

    private IActorRef Entity(string id)
    {
        var name = Uri.EscapeDataString(id);
        var entity = Context.Child(name);

        return entity.IsNobody() ? Context.Watch(Context.ActorOf(_props(id), name)) : entity;
    }

    /// <summary>An entity that wants to sleep is stopped; what comes for it meanwhile wakes it again.</summary>
    private void LetGo(object stopMessage)
    {
        if (_leaving.TryAdd(Sender.Path.Name, []))
        {
            Context.Watch(Sender);
            Sender.Tell(stopMessage);
        }
    }

    /// <summary>
    /// One that slept is woken by what came meanwhile; one that its journal failed is woken until the journal answers.
    /// </summary>
    private void Gone(string name)
    {
        var id = Uri.UnescapeDataString(name);

        if (_leaving.Remove(name, out var waiting))
            foreach (var (message, sender) in waiting)
                Deliver(id, message, sender);
        else if (JournalAway.IsAwaited(Context.System))
            Timers.StartSingleTimer(id, new Wake(id), RestartBackoff);
    }

    private sealed record Wake(string Id);
}
