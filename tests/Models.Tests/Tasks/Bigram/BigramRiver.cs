using Riverrun.Models.Plans;
using Riverrun.Models.Tasks.Bigram;
using Riverrun.Models.Training;

namespace Riverrun.Models.Tests.Tasks.Bigram;

/// <summary>The river valley of language-model-pretraining.md §1.4-A, trained by hand.</summary>
internal static class BigramRiver
{
    public const long WarmUpSteps = 50;

    public static Workload Workload { get; } = new(
        new ModelConfig.Bigram(DeterministicContexts: 384, UncertainContexts: 32, Tokens: 64),
        new CorpusConfig.BigramSource(DistributionSeed: 0),
        new BatchConfig(64),
        new OptimizerConfig.Sgd(),
        new EvaluationConfig(EverySteps: 0, Windows: 1));

    public static TrainerSetup Setup(long seed, Workload? workload = null) =>
        new(seed, RunSpec.MainWorkload, workload ?? Workload, 64, new DeviceConfig(DeviceKind.Cpu, 1, Precision.Full));

    public static void Take(ITrainer trainer, Phase phase, long steps, double peak) =>
        trainer.Train([.. Enumerable.Range(0, (int)steps).Select(step => phase.LearningRate(step, peak))]);

    /// <summary>
    /// The evaluations of a trunk and of the model that decays from it over the last tenth, by budget.
    /// </summary>
    public static Dictionary<long, (Evaluation Trunk, Evaluation Decayed)> WarmUpStableDecay(
        long seed, double peak, params long[] budgets)
    {
        var found = new Dictionary<long, (Evaluation, Evaluation)>();
        using var trunk = Fresh(Setup(seed));
        Take(trunk, new Phase.WarmUp(WarmUpSteps), WarmUpSteps, peak);
        foreach (var budget in budgets)
        {
            var decay = budget / 10;
            Take(trunk, new Phase.Stable(), budget - decay - trunk.Step, peak);
            var before = trunk.Evaluate();
            using var leaf = Fork(trunk, seed);
            Take(leaf, new Phase.Decaying(DecayShape.Inverse, decay, 0.1), decay, peak);
            found[budget] = (before, leaf.Evaluate());
        }

        return found;
    }

    public static double Cosine(long seed, double peak, long budget)
    {
        using var trainer = Fresh(Setup(seed));
        Take(trainer, new Phase.WarmUp(WarmUpSteps), WarmUpSteps, peak);
        Take(trainer, new Phase.Decaying(DecayShape.Cosine, budget - WarmUpSteps, 0.1), budget - WarmUpSteps, peak);
        return trainer.Evaluate().Metrics["excess"];
    }

    public static ITrainer Fork(ITrainer trainer, long seed)
    {
        using var stored = Stored(trainer);
        return Restored(Setup(seed), stored, Carry.Everything);
    }

    public static MemoryStream Stored(ITrainer trainer)
    {
        using var state = trainer.Capture();
        var stored = new MemoryStream();
        state.WriteTo(stored);
        stored.Position = 0;
        return stored;
    }

    public static ITrainer Fresh(TrainerSetup setup) => Make(setup, null);

    public static ITrainer Restored(TrainerSetup setup, Stream checkpoint, Carry carry) =>
        Make(setup, new StoredState(checkpoint, carry));

    private static Trainer Make(TrainerSetup setup, StoredState? stored) =>
        new(setup, new BigramTable(new ObjectiveSetup(setup, "")), stored);
}
