using Riverrun.Models.Plans;
using Riverrun.Models.Tasks;
using Riverrun.Models.Training;

namespace Riverrun.Benchmarks.Steps;

/// <summary>
/// A step of the river valley's bigram table with 64 samples: at most 100 µs, so that a million steps are a coffee
/// break.
/// </summary>
internal static class BigramBenchmark
{
    private const int Steps = 1000;
    private static readonly TimeSpan Target = TimeSpan.FromMicroseconds(100);

    private static readonly TrainerSetup Setup = new(
        1,
        RunSpec.MainWorkload,
        new Workload(
            new ModelConfig.Bigram(DeterministicContexts: 384, UncertainContexts: 32, Tokens: 64),
            new CorpusConfig.BigramSource(DistributionSeed: 0),
            new BatchConfig(64),
            new OptimizerConfig.Sgd(),
            new EvaluationConfig(EverySteps: 0, Windows: 1)),
        64,
        new DeviceConfig(DeviceKind.Cpu, 1, Precision.Full));

    /// <summary>Prints the time and its ratio to the target; 1 when that is missed.</summary>
    public static int Run(TextWriter output)
    {
        using var trainer = new Trainers(Path.GetTempPath()).Initialize(Setup);
        double[] rates = [.. Enumerable.Repeat(16.0, Steps)];

        var step = BestTime.Of(() => trainer.Train(rates), 10) / Steps;
        var ratio = step / Target;
        output.WriteLine($"a bigram step of 64 samples: {step.TotalMicroseconds:F1} µs");
        output.WriteLine($"ratio to {Target.TotalMicroseconds:F0} µs: {ratio:F2} (must be at most 1)");
        return ratio <= 1 ? 0 : 1;
    }
}
