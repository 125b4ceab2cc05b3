using Riverrun.Models.Plans;

namespace Riverrun.Actors.Tests.Support;

/// <summary>Small specs.</summary>
public static class Specs
{
    public static RunSpec Of(PolicyKind policy, params long[] budgets) => new(
        "test-run", "test", 1, policy, budgets,
        new LearningRateConfig(1e-3, 0.1, 10, DecayShape.Inverse, new DecayLength(DecayBasis.Total, 0.1)),
        new Dictionary<string, Workload>
        {
            [RunSpec.MainWorkload] = new(
                new ModelConfig.Bigram(4, 4, 8), new CorpusConfig.BigramSource(1), new BatchConfig(1),
                new OptimizerConfig.Sgd(), new EvaluationConfig(0, 1)),
        },
        [], new CheckpointConfig(25), new DeviceConfig(DeviceKind.Cpu, 1, Precision.Full),
        Merge: policy == PolicyKind.WarmupStableMerge ? new MergeConfig(4) : null);
}
