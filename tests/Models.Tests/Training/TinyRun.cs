using Riverrun.Models.Plans;
using Riverrun.Models.Tasks.Language;
using Riverrun.Models.Training;

namespace Riverrun.Models.Tests.Training;

/// <summary>A run small enough for a test, with every option that could break exactness turned on.</summary>
internal static class TinyRun
{
    public static ModelConfig.Llama Model { get; } = new(
        Layers: 2, Width: 16, Heads: 4, KeyValueHeads: 2, FeedForwardWidth: 24, QueryKeyNorm: true, ZLoss: 1e-3,
        Dropout: 0.2);

    public static TrainerSetup Setup(
        ModelConfig.Llama? model = null,
        Precision precision = Precision.Full,
        BatchConfig? batch = null,
        OptimizerConfig? optimizer = null,
        string name = "main") => new(
        Seed: 7,
        WorkloadName: name,
        new Workload(
            model ?? Model,
            new CorpusConfig.DotnetDocs(new TokenizerConfig.Bytes(), 12),
            batch ?? new BatchConfig(4),
            optimizer ?? new OptimizerConfig.AdamW(),
            new EvaluationConfig(0, 6)),
        PeakLearningRate: 1e-2,
        new DeviceConfig(DeviceKind.Cpu, 1, precision));

    public static Trainer Fresh(TrainerSetup? setup = null, CyclicCorpus? corpus = null) =>
        Make(setup ?? Setup(), null, corpus);

    public static Trainer Restored(byte[] state, TrainerSetup? setup = null, Carry? carry = null) =>
        Make(setup ?? Setup(), new StoredState(new MemoryStream(state), carry ?? Carry.Everything));

    public static TextModel Text(byte[] state)
    {
        var (corpus, device) = (new CyclicCorpus(), Setup().Device);
        return new TextModel(Model, corpus.Tokenizer, corpus.Context, device, new MemoryStream(state));
    }

    public static byte[] State(ITrainer trainer)
    {
        using var captured = trainer.Capture();
        return Bytes(captured);
    }

    public static byte[] Bytes(ICapturedState captured)
    {
        using var stream = new MemoryStream();
        captured.WriteTo(stream);
        return stream.ToArray();
    }

    public static double[] Rates(int steps, double rate = 1e-2) => [.. Enumerable.Repeat(rate, steps)];

    private static Trainer Make(TrainerSetup setup, StoredState? stored, CyclicCorpus? corpus = null) => new(
        setup,
        NextToken.Open(
            new ObjectiveSetup(setup, ""), (ModelConfig.Llama)setup.Workload.Model, corpus ?? new CyclicCorpus()),
        stored);
}
