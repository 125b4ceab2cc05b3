using Akka.Actor;
using Akka.Cluster.Sharding;
using Riverrun.Actors.Devices;
using Riverrun.Actors.EventSourcing;
using Riverrun.Actors.Placement;

namespace Riverrun.Actors.Clustering;

/// <summary>Where workers reach a coordinator: lets reports through to branches and announcements to the placement, and nothing else.</summary>
public sealed class WorkerGate : UntypedActor
{
    /// <summary>Its name below <c>/user</c>.</summary>
    public const string Name = "gate";

    private readonly IActorRef _branches;
    private readonly IActorRef _placement;

    /// <summary>A gate before a coordinator's regions.</summary>
    public WorkerGate(IActorRef branches, IActorRef placement) => (_branches, _placement) = (branches, placement);

    /// <inheritdoc/>
    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case Addressed { Envelope: { Body: DeviceReport } told } toBranch:
                _branches.Forward(new ShardingEnvelope(toBranch.Branch, told));
                break;
            case TracedEnvelope { Body: PlacementCommand.Announce or PlacementCommand.Withdraw }:
                _placement.Forward(message);
                break;
            case LinkMessage.Knock:
                Sender.Tell(new LinkMessage.Open());
                break;
            default:
                Unhandled(message);
                break;
        }
    }
}
