using System.Diagnostics;
using Riverrun.Models.Data;
using Riverrun.Models.Plans;
using Riverrun.Models.Tasks.Bigram;
using Riverrun.Models.Tasks.Language;
using Riverrun.Models.Training;

namespace Riverrun.Models.Tasks;

/// <summary>From a workload to what a step of it is: the one place that knows all objectives.</summary>
internal static class ObjectiveKinds
{
    /// <summary>The workload's objective in its first state.</summary>
    /// <exception cref="CorpusException">What it reads is not here, or cannot be used.</exception>
    /// <exception cref="MissingDeviceException">This process has no device of the setup's kind.</exception>
    public static IObjective Open(ObjectiveSetup setup) => setup.Workload.Model switch
    {
        ModelConfig.Llama llama => Text(setup, llama),
        ModelConfig.Bigram => new BigramTable(setup),
        var other => throw new UnreachableException($"No objective for {other}."),
    };

    private static NextToken Text(ObjectiveSetup setup, ModelConfig.Llama model)
    {
        ThisDevice.Require(setup.Trainer.Device.Kind); // Before a corpus is tokenised for nothing.
        return NextToken.Open(setup, model, Corpora.Open(setup.Workload.Data, setup.CacheDirectory, setup.Leaving));
    }
}
