using Akka.Actor;
using Riverrun.Actors.Placement;
using Riverrun.Models.Plans;

namespace Riverrun.Actors.Branches;

/// <summary>What a branch remembers of the talk with its device: nothing that would be missed after a crash.</summary>
internal sealed class DeviceSession(Lease lease, IActorRef device)
{
    public Lease Lease { get; } = lease;

    public IActorRef Device { get; } = device;

    /// <summary>How far the device has trained under this lease; null until it is told to begin.</summary>
    public long? Reached { get; set; }

    /// <summary>The stage it was last told to train.</summary>
    public Stage? Told { get; set; }

    public bool LettingGo { get; set; }
}
