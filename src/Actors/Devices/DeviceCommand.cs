using System.Text.Json.Serialization;
using Riverrun.Actors.Identity;
using Riverrun.Models.Checkpoints;
using Riverrun.Models.Plans;
using Riverrun.Models.Training;

namespace Riverrun.Actors.Devices;

/// <summary>What the holder of a lease asks of a device.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "type")]
[JsonDerivedType(typeof(Train), "train")]
[JsonDerivedType(typeof(Stored), "stored")]
[JsonDerivedType(typeof(Release), "release")]
internal abstract record DeviceCommand
{
    private DeviceCommand() { }

    /// <summary>The lease it is said under.</summary>
    public required Lease Lease { get; init; }

    /// <summary>Train this stage to its end, reporting slices, evaluations and checkpoints.</summary>
    /// <param name="Setup">Workload, seed and precision.</param>
    /// <param name="Checkpoints">How often to store the state.</param>
    /// <param name="Stage">The stage.</param>
    /// <param name="From">What to start from; a device that works under this lease already goes on with what it
    /// has.</param>
    public sealed record Train(TrainerSetup Setup, CheckpointConfig Checkpoints, Stage Stage, Origin From)
        : DeviceCommand;

    /// <summary>
    /// What the report of that number says is stored: the device need not repeat it, and may go on that much further.
    /// </summary>
    public sealed record Stored(long Number) : DeviceCommand;

    /// <summary>Stop within this slice; the lease is over.</summary>
    /// <param name="SaveFirst">Whether the state is stored before it is dropped.</param>
    public sealed record Release(bool SaveFirst) : DeviceCommand;
}

/// <summary>Where a device takes the training state from.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "type")]
[JsonDerivedType(typeof(Fresh), "fresh")]
[JsonDerivedType(typeof(Checkpoint), "checkpoint")]
[JsonDerivedType(typeof(Merge), "merge")]
[JsonDerivedType(typeof(GoOn), "go-on")]
public abstract record Origin
{
    private Origin() { }

    /// <summary>Initialise from the seed.</summary>
    public sealed record Fresh : Origin;

    /// <summary>Restore a checkpoint.</summary>
    public sealed record Checkpoint(CheckpointDigest Digest, long Step, Carry Carry) : Origin;

    /// <summary>Add up the weights of several checkpoints, in this order; all else is the last one's.</summary>
    public sealed record Merge(IReadOnlyList<Part> Parts) : Origin;

    /// <summary>Go on with the state in memory, trained under the same lease.</summary>
    public sealed record GoOn : Origin;

    /// <summary>A checkpoint of a merge, and what its weights are multiplied by.</summary>
    public sealed record Part(CheckpointDigest Digest, double Coefficient);
}
