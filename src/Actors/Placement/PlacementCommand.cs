using System.Text.Json.Serialization;
using Akka.Actor;
using Riverrun.Models.Training;

namespace Riverrun.Actors.Placement;

/// <summary>What devices and branches tell the placement; repeated until answered, so that a new placement learns all of it.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "type")]
[JsonDerivedType(typeof(Announce), "announce")]
[JsonDerivedType(typeof(Withdraw), "withdraw")]
[JsonDerivedType(typeof(Request), "request")]
[JsonDerivedType(typeof(Return), "return")]
public abstract record PlacementCommand
{
    private PlacementCommand() { }

    /// <summary>A device is there.</summary>
    /// <param name="Device">Its name.</param>
    /// <param name="Description">What it is.</param>
    /// <param name="Address">Where it takes commands.</param>
    /// <param name="Holds">The lease it works under.</param>
    /// <param name="LastEpoch">The greatest epoch it has seen.</param>
    public sealed record Announce(
        string Device, DeviceDescription Description, IActorRef Address, Lease? Holds, long LastEpoch) : PlacementCommand;

    /// <summary>A device takes no more work.</summary>
    public sealed record Withdraw(string Device) : PlacementCommand;

    /// <summary>A branch wants a device.</summary>
    /// <param name="Branch">Who, as <c>run/branch</c>.</param>
    /// <param name="Needs">What may train it.</param>
    /// <param name="LastEpoch">The greatest epoch it has seen.</param>
    /// <param name="RemainingSteps">Steps to the end of its plan.</param>
    public sealed record Request(string Branch, DeviceConfig Needs, long LastEpoch, long RemainingSteps) : PlacementCommand;

    /// <summary>A branch needs its device, or its place in the queue, no longer.</summary>
    public sealed record Return(string Branch) : PlacementCommand;
}
