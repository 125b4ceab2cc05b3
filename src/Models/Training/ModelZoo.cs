using System.Diagnostics;
using Riverrun.Models.Data;
using Riverrun.Models.Plans;

namespace Riverrun.Models.Training;

/// <summary>From a model's configuration to what trains it: the one place that knows all models.</summary>
internal static class ModelZoo
{
    /// <summary>The trainer of the setup's model, fresh from the seed.</summary>
    /// <param name="setup">What to train and how.</param>
    /// <param name="cacheDirectory">Where tokenised corpora are kept.</param>
    /// <param name="cancel">Gives up reading the corpus.</param>
    public static ITrainer Initialize(TrainerSetup setup, string cacheDirectory, CancellationToken cancel) =>
        setup.Workload.Model switch
        {
            ModelConfig.Llama llama => Llama(setup, llama, cacheDirectory, null, cancel),
            ModelConfig.Bigram => BigramTrainer.Initialize(setup),
            var other => throw new UnreachableException($"No trainer for {other}."),
        };

    /// <summary>The trainer of the setup's model, with a stored state.</summary>
    /// <param name="setup">What to train and how.</param>
    /// <param name="cacheDirectory">Where tokenised corpora are kept.</param>
    /// <param name="checkpoint">The state.</param>
    /// <param name="carry">What to take of it besides the weights.</param>
    /// <param name="cancel">Gives up reading the corpus.</param>
    public static ITrainer Restore(
        TrainerSetup setup, string cacheDirectory, Stream checkpoint, Carry carry, CancellationToken cancel) =>
        setup.Workload.Model switch
        {
            ModelConfig.Llama llama => Llama(setup, llama, cacheDirectory, new StoredState(checkpoint, carry), cancel),
            ModelConfig.Bigram => BigramTrainer.Restore(setup, checkpoint, carry),
            var other => throw new UnreachableException($"No trainer for {other}."),
        };

    private static Trainer Llama(
        TrainerSetup setup, ModelConfig.Llama model, string cacheDirectory, StoredState? stored,
        CancellationToken cancel)
    {
        ThisDevice.Require(setup.Device.Kind); // Before a corpus is tokenised for nothing.
        return new Trainer(setup, model, Corpora.Open(setup.Workload.Data, cacheDirectory, cancel), stored);
    }
}
