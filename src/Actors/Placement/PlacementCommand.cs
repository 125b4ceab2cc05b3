using System.Text.Json.Serialization;
using Akka.Actor;
using Riverrun.Actors.Identity;
using Riverrun.Models.Checkpoints;
using Riverrun.Models.Plans;
using Riverrun.Models.Training;

namespace Riverrun.Actors.Placement;

/// <summary>
/// What devices and branches tell the placement; repeated for as long as it is so,
/// so that a new placement learns all of it.
/// </summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "type")]
[JsonDerivedType(typeof(Announce), "announce")]
[JsonDerivedType(typeof(Withdraw), "withdraw")]
[JsonDerivedType(typeof(Request), "request")]
[JsonDerivedType(typeof(Return), "return")]
internal abstract record PlacementCommand
{
    private PlacementCommand() { }

    /// <summary>A device is there.</summary>
    /// <param name="Device">Its name.</param>
    /// <param name="Description">What it is.</param>
    /// <param name="Address">Where it takes commands.</param>
    /// <param name="Holds">The lease it works under.</param>
    /// <param name="LastEpoch">The greatest epoch it has seen.</param>
    /// <param name="Near">Checkpoints whose bytes it has at hand, last used first, 64 at most; null where it has none
    /// or all.</param>
    public sealed record Announce(
        string Device,
        DeviceDescription Description,
        IActorRef Address,
        Lease? Holds,
        long LastEpoch,
        IReadOnlyList<CheckpointDigest>? Near = null) : PlacementCommand;

    /// <summary>A device takes no more work.</summary>
    public sealed record Withdraw(string Device) : PlacementCommand;

    /// <summary>A branch wants a device, or goes on wanting the one it has.</summary>
    /// <param name="Branch">Who, as <c>run/branch</c>.</param>
    /// <param name="Needs">What may train it.</param>
    /// <param name="LastEpoch">The greatest epoch it has seen.</param>
    /// <param name="RemainingSteps">Steps to the end of its plan; <see cref="BehindAll"/> where it waits to be born
    /// without a step.</param>
    /// <param name="Holds">The lease it has; null while it waits.</param>
    /// <param name="Scheduling">Its priority and the memory it needs; null for no wishes.</param>
    /// <param name="From">The checkpoint it will start from.</param>
    public sealed record Request(
        string Branch,
        DeviceConfig Needs,
        long LastEpoch,
        long RemainingSteps,
        Lease? Holds = null,
        SchedulingConfig? Scheduling = null,
        CheckpointDigest? From = null) : PlacementCommand
    {
        /// <summary>
        /// A branch of no step would be served before all others, and take a device from any of them: it waits behind
        /// those of its priority that train.
        /// </summary>
        public const long BehindAll = long.MaxValue;

        /// <summary>
        /// The request once it is granted: what is only born is done in a moment, and gives way to nobody for it.
        /// </summary>
        public Request Served() => RemainingSteps == BehindAll ? this with { RemainingSteps = 0 } : this;

        /// <summary>A greater one goes first.</summary>
        [JsonIgnore]
        public int Priority => Scheduling?.Priority ?? 0;

        /// <summary>What decides whether a device is good enough.</summary>
        [JsonIgnore]
        public (DeviceKind Kind, long MemoryBytes) Requirements => (Needs.Kind, Scheduling?.MemoryBytes ?? 0);

        /// <summary>Whether a device is good enough.</summary>
        public bool IsMetBy(DeviceDescription device) =>
            device.Kind == Requirements.Kind && device.MemoryBytes >= Requirements.MemoryBytes;
    }

    /// <summary>A branch needs its device, or its place in the queue, no longer.</summary>
    public sealed record Return(string Branch) : PlacementCommand;
}
