using System.Text.Json.Serialization;
using Riverrun.Models.Checkpoints;
using Riverrun.Models.Training;

namespace Riverrun.Actors.Devices;

/// <summary>What a device tells the branch whose lease it holds.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "type")]
[JsonDerivedType(typeof(Progressed), "progressed")]
[JsonDerivedType(typeof(Saved), "saved")]
[JsonDerivedType(typeof(Evaluated), "evaluated")]
[JsonDerivedType(typeof(Faulted), "faulted")]
[JsonDerivedType(typeof(Released), "released")]
[JsonDerivedType(typeof(Holding), "holding")]
internal abstract record DeviceReport
{
    private DeviceReport() { }

    /// <summary>The epoch of the lease it is said under.</summary>
    public required long Epoch { get; init; }

    /// <summary>
    /// Counts the reports under this lease, from 1: the device repeats each until <see cref="DeviceCommand.Stored"/>
    /// names it. 0 for a report that is never repeated.
    /// </summary>
    public long Number { get; init; }

    /// <summary>A slice is done.</summary>
    /// <param name="Slice">What happened.</param>
    /// <param name="StageEnd">Where the device was told that the stage ends: there it stores the state.</param>
    public sealed record Progressed(StepSlice Slice, long StageEnd) : DeviceReport;

    /// <summary>The state after <paramref name="Step"/> steps is in the store.</summary>
    /// <param name="Step">Steps that were trained.</param>
    /// <param name="Digest">What it is stored under.</param>
    /// <param name="Reason">Why it was stored: <see cref="AtStageEnd"/>, periodic or requested.</param>
    public sealed record Saved(long Step, CheckpointDigest Digest, string Reason) : DeviceReport
    {
        /// <summary>The reason where a stage ends.</summary>
        public const string AtStageEnd = "stage-end";
    }

    /// <summary>The state after <paramref name="Step"/> steps was measured.</summary>
    public sealed record Evaluated(long Step, Evaluation Evaluation) : DeviceReport;

    /// <summary>The device cannot go on with this work.</summary>
    /// <param name="Fault">What kind of fault.</param>
    /// <param name="Reason">A sentence.</param>
    /// <param name="Digest">The checkpoint that is damaged, if that is the fault.</param>
    public sealed record Faulted(Fault Fault, string Reason, CheckpointDigest? Digest) : DeviceReport;

    /// <summary>The device has let go.</summary>
    public sealed record Released(string Cause) : DeviceReport;

    /// <summary>
    /// The device is there and holds the lease; its state is that after <paramref name="Step"/>
    /// steps. Said again and again.
    /// </summary>
    public sealed record Holding(long Step) : DeviceReport;
}

/// <summary>What kind of fault a device reports.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<Fault>))]
internal enum Fault
{
    /// <summary>
    /// The work itself cannot be done: a missing corpus, a wrong shape. Trying again would fail again.
    /// </summary>
    [JsonStringEnumMemberName("work")] Work,

    /// <summary>A checkpoint is missing or damaged; an earlier one may serve.</summary>
    [JsonStringEnumMemberName("checkpoint")] Checkpoint,

    /// <summary>The state in memory is not what the command expects; start from a checkpoint.</summary>
    [JsonStringEnumMemberName("state")] State,

    /// <summary>The world is broken for now: a full disk, say.</summary>
    [JsonStringEnumMemberName("world")] World,
}
