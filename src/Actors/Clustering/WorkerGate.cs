using Akka.Actor;
using Akka.Cluster.Sharding;
using Riverrun.Actors.Devices;
using Riverrun.Actors.EventSourcing;
using Riverrun.Actors.Placement;
using Riverrun.Models.Checkpoints;

namespace Riverrun.Actors.Clustering;

/// <summary>
/// Where workers reach a coordinator: lets reports through to branches and announcements to the placement, and nothing
/// else.
/// </summary>
internal sealed class WorkerGate : UntypedActor
{
    /// <summary>Its name below <c>/user</c>.</summary>
    public const string Name = "gate";

    private readonly IActorRef _branches;
    private readonly IActorRef _placement;
    private readonly ICheckpointStore _store;
    private readonly Func<bool> _isUp;
    private bool _closed;

    /// <summary>A gate before a coordinator's regions.</summary>
    /// <param name="branches">The region of branches.</param>
    /// <param name="placement">The placement.</param>
    /// <param name="store">Where this coordinator finds checkpoints.</param>
    /// <param name="isUp">Whether this coordinator is a member of the cluster that neither joins nor leaves; else
    /// nothing it is told gets anywhere.</param>
    public WorkerGate(IActorRef branches, IActorRef placement, ICheckpointStore store, Func<bool> isUp) =>
        (_branches, _placement, _store, _isUp) = (branches, placement, store, isUp);

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
            case LinkMessage.Knock when _closed || !_isUp():
                Sender.Tell(new LinkMessage.Closed());
                break;
            case LinkMessage.Knock { Probe: { } probe }:
                _ = LookForAsync(probe, Sender, Self);
                break;
            case LinkMessage.Knock:
                Sender.Tell(new LinkMessage.Open());
                break;
            case Close:
                _closed = true;
                break;
            default:
                Unhandled(message);
                break;
        }
    }

    /// <summary>A store that cannot be asked is no answer: the worker knocks again.</summary>
    private async Task LookForAsync(CheckpointDigest probe, IActorRef worker, IActorRef self)
    {
        try
        {
            var seen = await _store.ContainsAsync(probe, CancellationToken.None);
            worker.Tell(seen ? new LinkMessage.Open() : new LinkMessage.Elsewhere(), self);
        }
        catch (IOException)
        {
        }
    }

    /// <summary>Sends whoever knocks from now on to another coordinator, for this one leaves.</summary>
    public sealed record Close;
}
