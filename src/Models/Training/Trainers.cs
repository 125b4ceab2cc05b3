using Riverrun.Models.Plans;

namespace Riverrun.Models.Training;

/// <summary>Makes trainers for every model of the zoo.</summary>
/// <param name="cacheDirectory">Where tokenised corpora are kept.</param>
/// <param name="kind">This process's device.</param>
/// <param name="sharers">Processes that share the machine, at least 1.</param>
/// <param name="leaving">Gives up a corpus that is being read: its process is leaving.</param>
public sealed class Trainers(
    string cacheDirectory, DeviceKind kind = DeviceKind.Cpu, int sharers = 1, CancellationToken leaving = default)
    : ITrainers
{
    /// <inheritdoc/>
    public ITrainer Initialize(TrainerSetup setup) => ModelZoo.Initialize(setup, cacheDirectory, leaving);

    /// <inheritdoc/>
    public ITrainer Restore(TrainerSetup setup, Stream checkpoint, Carry carry) =>
        ModelZoo.Restore(setup, cacheDirectory, checkpoint, carry, leaving);

    /// <inheritdoc/>
    public DeviceDescription Describe() => ThisDevice.Describe(kind, sharers);
}
