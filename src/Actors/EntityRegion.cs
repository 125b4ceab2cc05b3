using Akka.Actor;
using Akka.Cluster.Sharding;

namespace Riverrun.Actors;

/// <summary>One process's stand-in for a shard region: the same envelopes, a child per entity, started when it is first spoken to.</summary>
public sealed class EntityRegion : UntypedActor
{
    private readonly Func<string, Props> _props;

    /// <summary>A region.</summary>
    /// <param name="props">How an entity of that id is made.</param>
    public EntityRegion(Func<string, Props> props) => _props = props;

    /// <inheritdoc/>
    protected override void OnReceive(object message)
    {
        if (message is not ShardingEnvelope envelope)
        {
            Unhandled(message);
            return;
        }

        var name = Uri.EscapeDataString(envelope.EntityId);
        var entity = Context.Child(name);

        if (entity.IsNobody())
            entity = Context.ActorOf(_props(envelope.EntityId), name);

        entity.Forward(envelope.Message);
    }
}
