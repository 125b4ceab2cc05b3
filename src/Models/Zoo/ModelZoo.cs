using System.Diagnostics;
using Riverrun.Models.Data;
using Riverrun.Models.Training;

namespace Riverrun.Models.Zoo;

/// <summary>From a model's configuration to what trains it: the one place that knows all models.</summary>
internal static class ModelZoo
{
    /// <summary>The trainer of the setup's model.</summary>
    /// <param name="setup">What to train and how.</param>
    /// <param name="cacheDirectory">Where tokenised corpora are kept.</param>
    /// <param name="stored">Where the state comes from; null to draw it from the seed.</param>
    public static ITrainer TrainerFor(TrainerSetup setup, string cacheDirectory, StoredState? stored) => setup.Workload.Model switch
    {
        ModelConfig.Llama llama => new Trainer(setup, llama, Corpora.Open(setup.Workload.Data, cacheDirectory), stored),
        ModelConfig.Bigram => throw new NotSupportedException("The bigram has no trainer in this build."),
        var other => throw new UnreachableException($"No trainer for {other}."),
    };
}
