using Riverrun.Models.Plans;
using Riverrun.Models.Schedules;

namespace Riverrun.Models.Tests.Schedules;

/// <summary>Rivers for tests of schedules: a peak of 1, so that a rate is its share of the peak.</summary>
internal static class Rivers
{
    public static River Of(
        PolicyKind policy, IReadOnlyList<long> budgets, DecayBasis basis = DecayBasis.Total, double decay = 0.1,
        long warmUp = 0, DecayShape shape = DecayShape.Inverse) =>
        River.Of(Spec(
            policy, budgets, new LearningRateConfig(1, 0.1, warmUp, shape, new DecayLength(basis, decay)), []));

    public static River Staged(params IReadOnlyList<StagedStep> steps) =>
        River.Of(
            Spec(PolicyKind.Staged, [],
                new LearningRateConfig(1, 0.1, 0, DecayShape.Linear, new DecayLength(DecayBasis.Steps, 0)), steps));

    public static double RateAt(this IReadOnlyList<Stage> stages, long step) =>
        stages.Single(stage => step >= stage.FirstStep && step < stage.EndStep).LearningRateAt(step);

    public static IReadOnlyList<BranchPlan> Plan(this River river) => Policies.Of(river.Spec.Policy).Plan(river);

    private static RunSpec Spec(
        PolicyKind policy, IReadOnlyList<long> budgets, LearningRateConfig rate,
        IReadOnlyList<StagedStep> staged) => new(
        "test", "test", 1, policy, budgets, rate,
        new Dictionary<string, Workload>
        {
            [RunSpec.MainWorkload] = new(
                new ModelConfig.Bigram(4, 4, 8), new CorpusConfig.BigramSource(1), new BatchConfig(1),
                new OptimizerConfig.Sgd(), new EvaluationConfig(0, 1)),
        },
        staged, new CheckpointConfig(0), new DeviceConfig(DeviceKind.Cpu, 1, Precision.Full));
}
