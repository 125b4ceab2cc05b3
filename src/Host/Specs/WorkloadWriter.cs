using System.Diagnostics;
using System.Text.Json;
using Riverrun.Host.Hocon;
using Riverrun.Models.Plans;
using static Riverrun.Host.Specs.SpecWriter;

namespace Riverrun.Host.Specs;

/// <summary>Writes what is trained, with every key that <see cref="WorkloadReader"/> reads.</summary>
internal static class WorkloadWriter
{
    /// <summary>The sections of a workload by their keys.</summary>
    public static IEnumerable<(string Key, HoconObject Section)> Sections(Workload workload)
    {
        if (workload.Objective is { } objective)
            yield return ("objective", Objective(objective));

        if (workload.Controls is { } controls)
            yield return ("controls", Section([.. controls.Select(control => (control.Name, (HoconNode)Control(control)))]));

        yield return ("model", Model(workload.Model));
        yield return ("data", Data(workload.Data, workload.Batch));
        yield return ("optimizer", Optimizer(workload.Optimizer));
        yield return ("evaluation", Section(
            ("every-steps", Number(workload.Evaluation.EverySteps)), ("windows", Number(workload.Evaluation.Windows))));
    }

    private static HoconObject Model(ModelConfig model) => model switch
    {
        ModelConfig.Llama llama => Llama(llama),
        ModelConfig.Bigram bigram => Section(
            ("kind", Text("bigram")),
            ("deterministic-contexts", Number(bigram.DeterministicContexts)),
            ("uncertain-contexts", Number(bigram.UncertainContexts)),
            ("tokens", Number(bigram.Tokens))),
        ModelConfig.OwnModel => Section(("kind", Text("objective"))),
        _ => throw new UnreachableException($"Model {model.GetType().Name} has no keys."),
    };

    private static HoconObject Llama(ModelConfig.Llama llama)
    {
        var section = Published(llama);
        section.Set("z-loss", Number(llama.ZLoss));
        section.Set("dropout", Number(llama.Dropout));

        return section;
    }

    /// <summary>What a published model says of itself: all keys of its section but those of training.</summary>
    public static HoconObject Published(ModelConfig.Llama llama)
    {
        var section = Section(
            ("kind", Text("llama")),
            ("layers", Number(llama.Layers)),
            ("width", Number(llama.Width)),
            ("heads", Number(llama.Heads)),
            ("key-value-heads", Number(llama.KeyValueHeads)),
            ("feed-forward-width", Number(llama.FeedForwardWidth)),
            ("query-key-norm", Flag(llama.QueryKeyNorm)),
            ("tied-embeddings", Flag(llama.TiedEmbeddings)),
            ("rope-base", Number(llama.RopeBase)),
            ("norm-epsilon", Number(llama.NormEpsilon)));

        if (llama.RopeScaling is { } scaling)
            section.Set("rope-scaling", Scaling(scaling));

        if (llama.From is { } from)
            section.Set("from", Section(
                ("folder", Text(from.Folder)), ("digest", Text(from.Digest)), ("positions", Number(from.Positions))));

        return section;
    }

    private static HoconObject Scaling(RopeScaling scaling) => scaling switch
    {
        RopeScaling.Linear linear => Section(("kind", Text("linear")), ("factor", Number(linear.Factor))),
        RopeScaling.Llama3 llama => Section(
            ("kind", Text("llama3")),
            ("factor", Number(llama.Factor)),
            ("low-frequency-factor", Number(llama.LowFrequencyFactor)),
            ("high-frequency-factor", Number(llama.HighFrequencyFactor)),
            ("original-context", Number(llama.OriginalContext))),
        _ => throw new UnreachableException($"Scaling {scaling.GetType().Name} has no keys."),
    };

    private static HoconObject Data(CorpusConfig corpus, BatchConfig batch)
    {
        var data = corpus switch
        {
            CorpusConfig.DotnetDocs docs => Section(
                ("kind", Text("dotnet-docs")), ("tokenizer", Tokenizer(docs.Tokenizer)), ("context", Number(docs.Context))),
            CorpusConfig.Text text => Section(
                ("kind", Text("text")),
                ("files", Array(text.Files.Select(Text))),
                ("field", Text(text.Field)),
                ("tokenizer", Tokenizer(text.Tokenizer)),
                ("context", Number(text.Context))),
            CorpusConfig.BigramSource source => Section(
                ("kind", Text("bigram")), ("distribution-seed", Number(source.DistributionSeed))),
            CorpusConfig.OwnData => Section(("kind", Text("objective"))),
            _ => throw new UnreachableException($"Corpus {corpus.GetType().Name} has no keys."),
        };

        data.Set("batch", Number(batch.Size));
        data.Set("accumulation-steps", Number(batch.AccumulationSteps));

        return data;
    }

    private static HoconObject Objective(ObjectiveConfig objective) => Section(
    [
        ("kind", Text(objective.Kind)),
        .. objective.Settings.EnumerateObject().Select(setting => (setting.Name, (HoconNode)Text(setting.Value.ValueKind == JsonValueKind.String ? setting.Value.ToString() : setting.Value.GetRawText()))),
    ]);

    private static HoconObject Control(Control control) => Section(
        ("from", Number(control.From)),
        ("to", Number(control.To)),
        ("first-step", Number(control.FirstStep)),
        ("steps", Number(control.Steps)),
        ("shape", Name(control.Shape)));

    private static HoconNode Tokenizer(TokenizerConfig tokenizer) => tokenizer switch
    {
        TokenizerConfig.Bpe bpe => Section(
            ("kind", Text("bpe")), ("vocabulary", Text(bpe.VocabularyFile)), ("merges", Text(bpe.MergesFile))),
        TokenizerConfig.HuggingFace published => Section(("kind", Text("hugging-face")), ("folder", Text(published.Folder))),
        _ => Text("bytes"),
    };

    private static HoconObject Optimizer(OptimizerConfig optimizer) => optimizer switch
    {
        OptimizerConfig.AdamW adamW => Section(
            ("kind", Text("adamw")),
            ("beta1", Number(adamW.Beta1)),
            ("beta2", Number(adamW.Beta2)),
            ("epsilon", Number(adamW.Epsilon)),
            ("weight-decay", Number(adamW.WeightDecay)),
            ("independent-weight-decay", Flag(adamW.IndependentWeightDecay)),
            ("clip-norm", Number(adamW.ClipNorm))),
        OptimizerConfig.Sgd => Section(("kind", Text("sgd"))),
        _ => throw new UnreachableException($"Optimizer {optimizer.GetType().Name} has no keys."),
    };
}
