using System.Text.Json.Serialization;
using Akka.Actor;
using Riverrun.Actors.Identity;
using Riverrun.Models.Training;

namespace Riverrun.Actors.Placement;

/// <summary>What the placement tells a branch.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "type")]
[JsonDerivedType(typeof(Granted), "granted")]
[JsonDerivedType(typeof(Revoked), "revoked")]
[JsonDerivedType(typeof(Wanted), "wanted")]
internal abstract record PlacementReport
{
    private PlacementReport() { }

    /// <summary>The device at <paramref name="Address"/> is the branch's.</summary>
    /// <param name="Lease">The lease.</param>
    /// <param name="Address">Where the device takes commands.</param>
    /// <param name="On">What will compute; null from a placement of an older build.</param>
    public sealed record Granted(Lease Lease, IActorRef Address, Computer? On = null) : PlacementReport;

    /// <summary>
    /// Another branch waits for the device that goes before this one: a greater priority, or far fewer steps left.
    /// </summary>
    /// <param name="Lease">The lease to give up.</param>
    /// <param name="RemainingSteps">Steps that the other branch has left.</param>
    /// <param name="Priority">The other branch's priority.</param>
    public sealed record Wanted(Lease Lease, long RemainingSteps, int Priority = 0) : PlacementReport;

    /// <summary>The lease is over.</summary>
    public sealed record Revoked(Lease Lease, string Cause) : PlacementReport;
}
