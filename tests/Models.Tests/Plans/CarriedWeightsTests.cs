using Riverrun.Models.Plans;
using Riverrun.Models.Tests.Schedules;

namespace Riverrun.Models.Tests.Plans;

/// <summary>Every key of a workload, and whether what goes on from a checkpoint may change it.</summary>
public sealed class CarriedWeightsTests
{
    private static readonly ModelConfig.Llama Llama = new(2, 64, 4, 2, 128);
    private static readonly ModelConfig.Bigram Bigram = new(4, 5, 9);
    private static readonly TokenizerConfig Bytes = new TokenizerConfig.Bytes();
    private static readonly TokenizerConfig Bpe = new TokenizerConfig.Bpe("vocab.json", "merges.txt");

    private static readonly Workload Text = new(
        Llama, new CorpusConfig.Text(["/a.txt"], "text", Bytes, 64), new BatchConfig(4), new OptimizerConfig.AdamW(),
        new EvaluationConfig(0, 4));

    private static readonly Workload Table = new(
        Bigram, new CorpusConfig.BigramSource(1), new BatchConfig(4), new OptimizerConfig.Sgd(),
        new EvaluationConfig(0, 4));

    public static TheoryData<string?, Workload, Workload> Changes => new()
    {
        { "model.kind is bigram and was llama", Text, Text with { Model = Bigram } },
        { "model.layers is 4 and was 2", Text, Text with { Model = Llama with { Layers = 4 } } },
        { "model.width is 128 and was 64", Text, Text with { Model = Llama with { Width = 128 } } },
        { "model.heads is 8 and was 4", Text, Text with { Model = Llama with { Heads = 8 } } },
        { "model.key-value-heads is 4 and was 2", Text, Text with { Model = Llama with { KeyValueHeads = 4 } } },
        { "model.feed-forward-width is 256 and was 128", Text,
            Text with { Model = Llama with { FeedForwardWidth = 256 } } },
        { "model.query-key-norm is true and was false", Text,
            Text with { Model = Llama with { QueryKeyNorm = true } } },
        { "model.tied-embeddings is false and was true", Text,
            Text with { Model = Llama with { TiedEmbeddings = false } } },
        { null, Text, Text with { Model = Llama with { RopeBase = 500_000 } } },
        { null, Text, Text with { Model = Llama with { NormEpsilon = 1e-6 } } },
        { null, Text, Text with { Model = Llama with { ZLoss = 1e-4 } } },
        { null, Text, Text with { Model = Llama with { Dropout = 0.1 } } },
        { "model.deterministic-contexts is 5 and was 4", Table,
            Table with { Model = Bigram with { DeterministicContexts = 5 } } },
        { "model.uncertain-contexts is 6 and was 5", Table,
            Table with { Model = Bigram with { UncertainContexts = 6 } } },
        { "model.tokens is 10 and was 9", Table, Table with { Model = Bigram with { Tokens = 10 } } },
        { null, Table, Table with { Data = new CorpusConfig.BigramSource(2) } },
        { null, Text, Text with { Data = new CorpusConfig.DotnetDocs(Bytes, 64) } },
        { null, Text, Text with { Data = new CorpusConfig.Text(["/b.txt"], "text", Bytes, 64) } },
        { null, Text, Text with { Data = new CorpusConfig.Text(["/a.txt"], "body", Bytes, 64) } },
        { null, Text, Text with { Data = new CorpusConfig.Text(["/a.txt"], "text", Bytes, 128) } },
        { "data.tokenizer is bpe of vocab.json and merges.txt and was bytes", Text,
            Text with { Data = new CorpusConfig.Text(["/a.txt"], "text", Bpe, 64) } },
        { "data.tokenizer is bytes and was bpe", Text with { Data = new CorpusConfig.DotnetDocs(Bpe, 64) }, Text },
        { null, Text, Text with { Batch = new BatchConfig(8) } },
        { null, Text, Text with { Batch = new BatchConfig(4, 2) } },
        { null, Text, Text with { Optimizer = new OptimizerConfig.AdamW(0.8, 0.9, 1e-6, 0, true, 0) } },
        { null, Text, Text with { Optimizer = new OptimizerConfig.Sgd() } },
        { "optimizer.kind is adamw and was sgd", Text with { Optimizer = new OptimizerConfig.Sgd() }, Text },
        { null, Text, Text with { Evaluation = new EvaluationConfig(10, 8) } },
        { null, Text, Text },
        { null, Table, Table },
    };

    [Theory]
    [MemberData(nameof(Changes))]
    public void What_decides_the_shape_of_what_is_carried_over_may_not_change(
        string? problem, Workload from, Workload to)
    {
        var found = CarriedWeights.Problem(from, to, Carry.Everything);

        if (problem is null)
            Assert.Null(found);
        else
            Assert.StartsWith(problem, found, StringComparison.Ordinal);
    }

    [Fact]
    public void An_optimizer_may_begin_anew_where_no_moments_are_carried_over() =>
        Assert.Null(CarriedWeights.Problem(
            Text with { Optimizer = new OptimizerConfig.Sgd() }, Text, new Carry(Moments: false, DataPosition: true)));

    [Fact]
    public void A_stage_that_changes_the_shape_of_the_one_before_is_named_and_one_that_starts_fresh_is_not()
    {
        var rate = new LearningRateConfig(1, 0.1, 0, DecayShape.Linear, new DecayLength(DecayBasis.Steps, 0));
        var spec = Rivers.Staged(
            new StagedStep("first", null, 10, "main", rate, Carry.Everything),
            new StagedStep("wider", "first", 10, "wider", rate, Carry.Everything)).Spec;
        spec = spec with
        {
            Workloads = new Dictionary<string, Workload>
            {
                ["main"] = Text,
                ["wider"] = Text with { Model = Llama with { Width = 128 } }
            },
        };

        Assert.StartsWith(
            "stage wider: model.width is 128 and was 64", CarriedWeights.Problem(spec), StringComparison.Ordinal);
        Assert.Null(CarriedWeights.Problem(
            spec with { StagedPlan = [spec.StagedPlan[0], spec.StagedPlan[1] with { After = null }] }));
    }
}
