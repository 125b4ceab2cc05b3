using Riverrun.Host.Hocon;
using Riverrun.Models.Plans;

namespace Riverrun.Host.Specs;

/// <summary>Reads what is trained: <c>model</c>, <c>data</c>, <c>optimizer</c> and <c>evaluation</c>.</summary>
internal static class WorkloadReader
{
    private static readonly string[] Kinds = ["dotnet-docs", "text", "bigram"];

    /// <summary>Reads a workload from the sections of <paramref name="root"/>.</summary>
    public static Workload Read(Section root)
    {
        var objective = ObjectiveReader.Read(root);
        var own = objective is null ? null : "objective"; // Where the spec names an objective, model and data are its own unless said.
        var model = ModelReader.Read(root.Child("model"), own);
        var data = root.Child("data");
        var kind = data.Choice("kind", own, own is null ? Kinds : [.. Kinds, own]);

        if (model is not ModelConfig.OwnModel && kind == "bigram" != model is ModelConfig.Bigram)
            throw data.Wrong("kind", model is ModelConfig.Bigram
                ? "must be bigram, as model.kind is bigram"
                : "must be dotnet-docs or text, as model.kind is llama");

        var corpus = ReadCorpus(data, kind);
        var batch = new BatchConfig(data.Count("batch"), data.Count("accumulation-steps", otherwise: 1));
        data.Complete();

        if (model is ModelConfig.Bigram && (long)batch.Size * batch.AccumulationSteps is var samples && samples > int.MaxValue)
            throw data.Wrong(
                "batch",
                $"makes {samples} samples a step with {batch.AccumulationSteps} accumulation-steps, and a step has at most {int.MaxValue}");

        var optimizer = ReadOptimizer(root.Child("optimizer"));

        if (model is ModelConfig.Bigram && optimizer is not OptimizerConfig.Sgd)
            throw root.Child("optimizer").Wrong("kind", "must be sgd, as model.kind is bigram");

        return new Workload(
            model, corpus, batch, optimizer, ReadEvaluation(root.Child("evaluation")), objective, ControlsReader.Read(root));
    }

    private static CorpusConfig ReadCorpus(Section data, string kind) => kind switch
    {
        "dotnet-docs" => new CorpusConfig.DotnetDocs(ReadTokenizer(data), data.Count("context", least: 2)),
        "text" => new CorpusConfig.Text(
            data.Texts("files") is { Count: > 0 } files ? files : throw data.Wrong("files", "must name at least one file or glob"),
            data.Text("field", "text"),
            ReadTokenizer(data),
            data.Count("context", least: 2)),
        "objective" => new CorpusConfig.OwnData(),
        _ => new CorpusConfig.BigramSource(data.Whole("distribution-seed", otherwise: 1, least: 0)),
    };

    private static TokenizerConfig ReadTokenizer(Section data)
    {
        if (data.Find("tokenizer") is null or HoconValue { Text: "bytes" })
        {
            data.Note("tokenizer.kind", "bytes");

            return new TokenizerConfig.Bytes();
        }

        if (data.Find("tokenizer") is not HoconObject)
            throw data.Wrong("tokenizer", "must be bytes, { kind = bpe, vocabulary = FILE, merges = FILE }, or { kind = hugging-face, folder = FOLDER }");

        var section = data.Child("tokenizer");
        TokenizerConfig tokenizer = section.Choice("kind", null, "bytes", "bpe", "hugging-face") switch
        {
            "bpe" => new TokenizerConfig.Bpe(section.Text("vocabulary"), section.Text("merges")),
            "hugging-face" => new TokenizerConfig.HuggingFace(section.Text("folder")),
            _ => new TokenizerConfig.Bytes(),
        };
        section.Complete();

        return tokenizer;
    }

    private static OptimizerConfig ReadOptimizer(Section section)
    {
        var usual = new OptimizerConfig.AdamW();
        OptimizerConfig optimizer = section.Choice("kind", "adamw", "adamw", "sgd") == "sgd"
            ? new OptimizerConfig.Sgd()
            : new OptimizerConfig.AdamW(
                section.Number("beta1", usual.Beta1, beta => beta is >= 0 and < 1, "from 0 to below 1"),
                section.Number("beta2", usual.Beta2, beta => beta is >= 0 and < 1, "from 0 to below 1"),
                section.Number("epsilon", usual.Epsilon, epsilon => epsilon > 0, "above 0"),
                section.Number("weight-decay", usual.WeightDecay, decay => decay >= 0, "of at least 0"),
                section.Flag("independent-weight-decay", usual.IndependentWeightDecay),
                section.Number("clip-norm", usual.ClipNorm, norm => norm >= 0, "of at least 0; 0 is no clipping"));
        section.Complete();

        return optimizer;
    }

    private static EvaluationConfig ReadEvaluation(Section section)
    {
        var evaluation = new EvaluationConfig(
            section.Whole("every-steps", otherwise: 0, least: 0), section.Count("windows", otherwise: 64));
        section.Complete();

        return evaluation;
    }
}
