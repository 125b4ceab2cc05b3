using Riverrun.Models.Seeds;

using static TorchSharp.torch;

namespace Riverrun.Models.Training;

/// <summary>What an objective is opened with.</summary>
/// <param name="Trainer">What is trained, by which run and on what.</param>
/// <param name="CacheDirectory">Where it may keep what takes long to make, such as a tokenised corpus.</param>
/// <param name="Leaving">Gives up what takes long: the process is leaving.</param>
public sealed record ObjectiveSetup(TrainerSetup Trainer, string CacheDirectory, CancellationToken Leaving = default)
{
    /// <summary>Whether stored weights come next, so that first ones need not be made.</summary>
    public bool IsRestored { get; init; }

    /// <summary>The workload.</summary>
    public Plans.Workload Workload => Trainer.Workload;

    /// <summary>The seed of a first weight: the same on every device, whatever is drawn before it.</summary>
    /// <param name="name">The weight's name.</param>
    public long InitialSeed(string name) => StepSeeds.For(Trainer.Seed, name, 0, StepPurpose.Initialization);

    /// <summary>The device to compute on, with this process set up to compute as the spec says.</summary>
    /// <exception cref="MissingDeviceException">There is no such device.</exception>
    public Device OpenDevice() => ThisDevice.Open(Trainer.Device);
}
