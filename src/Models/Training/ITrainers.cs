using Riverrun.Models.Data;
using Riverrun.Models.Plans;
using Riverrun.Models.Training.Births;

namespace Riverrun.Models.Training;

/// <summary>Makes trainers on this process's device: the door through which actors reach tensors.</summary>
public interface ITrainers
{
    /// <summary>A fresh state at step 0, initialised from the seed.</summary>
    /// <exception cref="CorpusException">What it reads is not here, or cannot be used.</exception>
    /// <exception cref="MissingDeviceException">This process has no device of the setup's kind.</exception>
    ITrainer Initialize(TrainerSetup setup);

    /// <summary>The state that <see cref="ICapturedState.WriteTo"/> wrote.</summary>
    /// <param name="setup">The same setup as it was written with, unless <paramref name="carry"/> says
    /// otherwise.</param>
    /// <param name="checkpoint">The stored bytes; read once from start to end, verified by the store.</param>
    /// <param name="carry">What to take besides the weights.</param>
    /// <exception cref="InvalidDataException">The bytes are no such state: a sentence that says what
    /// differs.</exception>
    /// <exception cref="NonFiniteStateException">The state holds NaN or an infinity.</exception>
    /// <exception cref="CorpusException">What it reads is not here, or cannot be used.</exception>
    /// <exception cref="MissingDeviceException">This process has no device of the setup's kind.</exception>
    ITrainer Restore(TrainerSetup setup, Stream checkpoint, Carry carry);

    /// <summary>
    /// The state whose weights are the sum of those of several checkpoints, and which has everything else from the last
    /// one.
    /// </summary>
    /// <param name="setup">The setup that the last one was written with.</param>
    /// <param name="sources">The stored bytes, each with what its weights are multiplied by; added up in this
    /// order.</param>
    /// <exception cref="InvalidDataException">They are not states of one model: a sentence that says what
    /// differs.</exception>
    /// <exception cref="NonFiniteStateException">The sum holds NaN or an infinity.</exception>
    /// <exception cref="CorpusException">What it reads is not here, or cannot be used.</exception>
    /// <exception cref="MissingDeviceException">This process has no device of the setup's kind.</exception>
    ITrainer Merge(TrainerSetup setup, IReadOnlyList<(Stream Checkpoint, double Coefficient)> sources)
    {
        using var merged = CheckpointMerge.Open(sources);

        return Restore(setup, merged, Carry.Everything);
    }

    /// <summary>What this process's device is.</summary>
    DeviceDescription Describe();
}

/// <summary>What a trainer needs besides its state.</summary>
/// <param name="Seed">The run's seed.</param>
/// <param name="WorkloadName">Enters the seed of every step, so that stages of different workloads draw
/// differently.</param>
/// <param name="Workload">What is trained.</param>
/// <param name="PeakLearningRate">The reference for independent weight decay.</param>
/// <param name="Device">Kind, threads and precision.</param>
public sealed record TrainerSetup(
    long Seed, string WorkloadName, Workload Workload, double PeakLearningRate, DeviceConfig Device);

/// <summary>One device, as it announces itself.</summary>
/// <param name="Kind">Its kind.</param>
/// <param name="Name">What a person would call it: the processor's or the GPU's name.</param>
/// <param name="MemoryBytes">Memory that a run could use: the GPU's, or its part of the machine's; 0 where no driver
/// tells.</param>
/// <param name="Cores">Threads that the processor can run for it at once.</param>
/// <param name="Build">Versions that decide bits: TorchSharp, libtorch, Riverrun.</param>
/// <param name="Instructions">The instruction set of libtorch's kernels on a processor; null where it does not
/// tell.</param>
public sealed record DeviceDescription(
    DeviceKind Kind, string Name, long MemoryBytes, int Cores, string Build, string? Instructions = null)
{
    /// <summary>What of it decides the bits.</summary>
    [System.Text.Json.Serialization.JsonIgnore]
    public Computer Computer => new(Name, Instructions, Build);
}
