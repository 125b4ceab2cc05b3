using System.Text.Json.Serialization;
using Akka.Actor;

namespace Riverrun.Actors.Placement;

/// <summary>What the placement tells a branch.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "type")]
[JsonDerivedType(typeof(Granted), "granted")]
[JsonDerivedType(typeof(Revoked), "revoked")]
[JsonDerivedType(typeof(Wanted), "wanted")]
public abstract record PlacementReport
{
    private PlacementReport() { }

    /// <summary>The device at <paramref name="Address"/> is the branch's.</summary>
    public sealed record Granted(Lease Lease, IActorRef Address) : PlacementReport;

    /// <summary>Another branch that has only <paramref name="RemainingSteps"/> steps left waits for the device.</summary>
    public sealed record Wanted(Lease Lease, long RemainingSteps) : PlacementReport;

    /// <summary>The device is gone.</summary>
    public sealed record Revoked(Lease Lease, string Cause) : PlacementReport;
}
