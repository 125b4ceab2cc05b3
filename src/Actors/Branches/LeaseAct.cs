using Akka.Actor;
using Riverrun.Actors.Devices;
using Riverrun.Actors.Placement;

namespace Riverrun.Actors.Branches;

/// <summary>
/// What a branch does about its lease, as <see cref="LeaseKeeping"/> decides it and its actor carries it out.
/// </summary>
internal abstract record LeaseAct
{
    private LeaseAct() { }

    /// <summary>Tells a device what to do.</summary>
    public sealed record Command(IActorRef Device, DeviceCommand Said) : LeaseAct;

    /// <summary>Asks the placement for a device, or tells it which one the branch has.</summary>
    public sealed record Ask(PlacementCommand.Request Request) : LeaseAct;

    /// <summary>Gives the placement back the device, or the place in its queue.</summary>
    public sealed record GiveBack : LeaseAct;

    /// <summary>Takes a lease for revoked although the placement has not said so.</summary>
    public sealed record GiveUp(PlacementReport.Revoked Revoked) : LeaseAct;

    /// <summary>Sleeps until somebody speaks to it.</summary>
    public sealed record Sleep : LeaseAct;
}
