using Riverrun.Models.Plans;
using Riverrun.Models.Training;

namespace Riverrun.Models.Tasks;

/// <summary>Makes trainers for every objective.</summary>
/// <param name="cacheDirectory">Where tokenised corpora are kept.</param>
/// <param name="kind">This process's device.</param>
/// <param name="sharers">Processes that share the machine, at least 1.</param>
/// <param name="leaving">Gives up a corpus that is being read: its process is leaving.</param>
public sealed class Trainers(
    string cacheDirectory, DeviceKind kind = DeviceKind.Cpu, int sharers = 1, CancellationToken leaving = default)
    : ITrainers
{
    /// <inheritdoc/>
    public ITrainer Initialize(TrainerSetup setup) => Make(setup, null);

    /// <inheritdoc/>
    public ITrainer Restore(TrainerSetup setup, Stream checkpoint, Carry carry) =>
        Make(setup, new StoredState(checkpoint, carry));

    /// <inheritdoc/>
    public DeviceDescription Describe() => ThisDevice.Describe(kind, sharers);

    private Trainer Make(TrainerSetup setup, StoredState? stored)
    {
        var objective = ObjectiveKinds.Open(
            new ObjectiveSetup(setup, cacheDirectory, leaving) { IsRestored = stored is not null });
        try
        {
            return new Trainer(setup, objective, stored);
        }
        catch
        {
            objective.Dispose();
            throw;
        }
    }
}
