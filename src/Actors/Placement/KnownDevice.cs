using System.Collections.Immutable;
using Akka.Actor;
using Riverrun.Actors.Identity;

namespace Riverrun.Actors.Placement;

/// <summary>A device as the placement knows it.</summary>
/// <param name="Said">What it announced last.</param>
/// <param name="Lease">The lease in force, whether or not the device has heard of it.</param>
/// <param name="Serves">What the holder asked for last; null until the holder has spoken.</param>
/// <param name="SilentTicks">Ticks since it was heard.</param>
/// <param name="PendingTicks">Ticks since <see cref="Pending"/> was granted or claimed.</param>
internal sealed record KnownDevice(
    PlacementCommand.Announce Said,
    Lease? Lease,
    PlacementCommand.Request? Serves = null,
    int SilentTicks = 0,
    int PendingTicks = 0)
{
    /// <summary>Where the processes before it under that name took commands.</summary>
    public ImmutableHashSet<IActorRef> Former { get; init; } = [];

    /// <summary>Its name.</summary>
    public string Name => Said.Device;

    /// <summary>The lease in force if the device had not heard of it when it spoke last, or null.</summary>
    public Lease? Pending => Lease is { } lease && lease.Epoch > Said.LastEpoch ? lease : null;

    /// <summary>
    /// Whether a lease that a branch claims to hold may be one the device has yet to hear of. Not if it has heard of
    /// none since it started: it may hold nothing of what it was granted before, and under a lease that is its first it
    /// has done nothing that could be lost.
    /// </summary>
    public bool MayTake(Lease claimed) => Said.LastEpoch > 0
        && claimed.Epoch > Math.Max(Said.LastEpoch, Lease?.Epoch ?? 0);

    /// <summary>Without a lease.</summary>
    public KnownDevice Free() => this with { Lease = null, Serves = null, PendingTicks = 0 };

    /// <summary>One tick later, in which nothing was heard.</summary>
    public KnownDevice Later() =>
        this with { SilentTicks = SilentTicks + 1, PendingTicks = Pending is null ? 0 : PendingTicks + 1 };
}
