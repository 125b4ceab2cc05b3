using System.Globalization;

namespace Riverrun.Models.Plans;

/// <summary>What may not change between a checkpoint and what goes on from it. Pure: no bytes are looked at.</summary>
public static class CarriedWeights
{
    private const string Shape = "the weights that are carried over have their shape by it";
    private const string Begun = "what is carried over began with it";
    private const string Tokens = "the rows of the weights that are carried over are its tokens";
    private const string Moments = "its moments are carried over";

    /// <summary>A sentence for the first key that contradicts what is carried over, or null when none does.</summary>
    /// <param name="from">What was trained.</param>
    /// <param name="to">What goes on.</param>
    /// <param name="carry">What crosses besides the weights.</param>
    public static string? Problem(Workload from, Workload to, Carry carry)
    {
        foreach (var (key, was, now, why) in Fixed(from, to, carry))
            if (was != now)
                return $"{key} is {now} and was {was} in what it goes on from; it must stay {was}, for {why}.";

        return null;
    }

    /// <summary>Each stage of a fixed plan against the one that it goes on from.</summary>
    /// <param name="spec">A spec of any policy.</param>
    public static string? Problem(RunSpec spec) => (
        from step in spec.StagedPlan
        where step.After is not null
        let before = spec.StagedPlan.First(other => other.Name == step.After)
        let problem = Problem(spec.Workloads[before.Workload], spec.Workloads[step.Workload], step.Carry)
        where problem is not null
        select $"stage {step.Name}: {problem}").FirstOrDefault();

    private static IEnumerable<(string Key, string Was, string Now, string Why)> Fixed(
        Workload from, Workload to, Carry carry)
    {
        yield return ("model.kind", Kind(from.Model), Kind(to.Model), Shape);
        yield return ("objective.kind", from.Objective?.Kind ?? "none", to.Objective?.Kind ?? "none", Shape);

        // What crosses by name, or is made over, is looked at tensor by tensor, once the bytes are there.
        if (carry.Weights is null && carry.Transfer is null)
        {
            foreach (var (key, was, now) in Shapes(from.Model, to.Model))
                yield return (key, was, now, Shape);

            yield return ("model.from", First(from.Model), First(to.Model), Begun);
            yield return ("data.tokenizer", Tokenizer(from.Data), Tokenizer(to.Data), Tokens);
        }

        if (carry.Moments && to.Optimizer is OptimizerConfig.AdamW)
            yield return ("optimizer.kind", Kind(from.Optimizer), Kind(to.Optimizer), Moments);
    }

    private static IEnumerable<(string Key, string Was, string Now)> Shapes(ModelConfig from, ModelConfig to) =>
        (from, to) switch
        {
            (ModelConfig.Llama was, ModelConfig.Llama now) =>
            [
                Whole("model.layers", was.Layers, now.Layers),
            Whole("model.width", was.Width, now.Width),
            Whole("model.heads", was.Heads, now.Heads),
            Whole("model.key-value-heads", was.KeyValueHeads, now.KeyValueHeads),
            Whole("model.feed-forward-width", was.FeedForwardWidth, now.FeedForwardWidth),
            ("model.query-key-norm", Flag(was.QueryKeyNorm), Flag(now.QueryKeyNorm)),
            ("model.tied-embeddings", Flag(was.TiedEmbeddings), Flag(now.TiedEmbeddings)),
        ],
            (ModelConfig.Bigram was, ModelConfig.Bigram now) =>
            [
                Whole("model.deterministic-contexts", was.DeterministicContexts, now.DeterministicContexts),
            Whole("model.uncertain-contexts", was.UncertainContexts, now.UncertainContexts),
            Whole("model.tokens", was.Tokens, now.Tokens),
        ],
            _ => [],
        };

    private static string Tokenizer(CorpusConfig data) => data switch
    {
        CorpusConfig.DotnetDocs docs => Text(docs.Tokenizer),
        CorpusConfig.Text text => Text(text.Tokenizer),
        _ => "none",
    };

    private static string Text(TokenizerConfig tokenizer) => tokenizer switch
    {
        TokenizerConfig.Bpe bpe => $"bpe of {bpe.VocabularyFile} and {bpe.MergesFile}",
        TokenizerConfig.HuggingFace published => $"hugging-face of {published.Folder}",
        _ => "bytes",
    };

    private static string First(ModelConfig model) =>
        (model as ModelConfig.Llama)?.From is { } from ? $"{from.Folder} of digest {from.Digest}" : "none";

    private static string Kind(ModelConfig model) => model switch
    {
        ModelConfig.Bigram => "bigram",
        ModelConfig.OwnModel => "objective",
        _ => "llama",
    };

    private static string Kind(OptimizerConfig optimizer) => optimizer is OptimizerConfig.Sgd ? "sgd" : "adamw";

    private static (string Key, string Was, string Now) Whole(string key, int was, int now) =>
        (key, was.ToString(CultureInfo.InvariantCulture), now.ToString(CultureInfo.InvariantCulture));

    private static string Flag(bool flag) => flag ? "true" : "false";
}
