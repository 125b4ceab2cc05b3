using Riverrun.Models.Plans;
using Riverrun.Models.Tasks.Language;
using Riverrun.Models.Training;

namespace Riverrun.Benchmarks.Steps;

/// <summary>The model that steps are measured on: 10.1 million parameters, 2,048 tokens a step, one thread.</summary>
internal static class TenMillion
{
    public const int Vocabulary = 256;
    public const int Context = 256;
    public const int Batch = 8;
    public const double Rate = 1e-3;

    /// <summary>Its shape.</summary>
    public static ModelConfig.Llama Model(int heads) =>
        new(Layers: 8, Width: 320, Heads: heads, KeyValueHeads: heads, FeedForwardWidth: 880);

    /// <summary>A fresh trainer of it.</summary>
    public static ITrainer Trainer(int heads, Precision precision)
    {
        var setup = new TrainerSetup(
            1,
            "main",
            new Workload(
                Model(heads),
                new CorpusConfig.DotnetDocs(new TokenizerConfig.Bytes(), Context),
                new BatchConfig(Batch),
                new OptimizerConfig.AdamW(),
                new EvaluationConfig(0, 1)),
            Rate,
            new DeviceConfig(DeviceKind.Cpu, 1, precision));

        return new Trainer(
            setup, NextToken.Open(new ObjectiveSetup(setup, ""), Model(heads), new FormulaCorpus()), null);
    }

    /// <summary>
    /// Floating-point operations of a step: six per parameter and token, and the causal half of attention.
    /// </summary>
    public static double Operations(int heads)
    {
        var model = Model(heads);
        double perLayer = 4 * model.Width * model.Width + 3 * model.Width * model.FeedForwardWidth;
        var parameters = model.Layers * perLayer + Vocabulary * model.Width;
        return (6 * parameters + 6.0 * model.Layers * model.Width * Context) * Batch * Context;
    }
}
