using System.Diagnostics;
using Riverrun.Models.Data;
using Riverrun.Models.Plans;
using Riverrun.Models.Tasks.Bigram;
using Riverrun.Models.Tasks.Language;
using Riverrun.Models.Training;

namespace Riverrun.Models.Tasks;

/// <summary>
/// From a workload to what a step of it is: the one place that knows all objectives. A program registers its own before
/// it does anything else; no spec and no message ever loads one.
/// </summary>
public static class ObjectiveKinds
{
    /// <summary>Those that are registered, by their names.</summary>
    public static RegisteredKinds<ObjectiveKind> Kinds { get; } = new();

    /// <summary>The workload's objective in its first state.</summary>
    /// <exception cref="CorpusException">What it reads is not here, or cannot be used.</exception>
    /// <exception cref="MissingDeviceException">This process has no device of the setup's kind.</exception>
    /// <exception cref="NotSupportedException">This program has no objective of that name.</exception>
    internal static IObjective Open(ObjectiveSetup setup) => setup.Workload switch
    {
        { Objective: { } own } => (Kinds.Find(own.Kind) ?? throw new NotSupportedException(
            $"This program has no objective named {own.Kind}; start the program whose recipe this is, on every "
                + "machine that trains."))
            .Open(setup),
        { Model: ModelConfig.Llama llama } => Text(setup, llama),
        { Model: ModelConfig.Bigram } => new BigramTable(setup),
        var other => throw new UnreachableException($"No objective for {other.Model}."),
    };

    private static NextToken Text(ObjectiveSetup setup, ModelConfig.Llama model)
    {
        ThisDevice.Require(setup.Trainer.Device.Kind); // Before a corpus is tokenised for nothing.
        return NextToken.Open(setup, model, Corpora.Open(setup.Workload.Data, setup.CacheDirectory, setup.Leaving));
    }
}
