using Riverrun.Models.Plans;
using Riverrun.Models.Zoo;

namespace Riverrun.Models.Training;

/// <summary>Makes trainers for every model of the zoo.</summary>
/// <param name="cacheDirectory">Where tokenised corpora are kept.</param>
/// <param name="kind">This process's device.</param>
public sealed class Trainers(string cacheDirectory, DeviceKind kind = DeviceKind.Cpu) : ITrainers
{
    /// <inheritdoc/>
    public ITrainer Initialize(TrainerSetup setup) => Make(setup, null);

    /// <inheritdoc/>
    public ITrainer Restore(TrainerSetup setup, Stream checkpoint, Carry carry) => Make(setup, new StoredState(checkpoint, carry));

    /// <inheritdoc/>
    public DeviceDescription Describe() => ThisDevice.Describe(kind);

    private ITrainer Make(TrainerSetup setup, StoredState? stored) => ModelZoo.TrainerFor(setup, cacheDirectory, stored);
}
