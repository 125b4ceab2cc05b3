using System.Runtime.InteropServices;
using System.Text.Json;
using Riverrun.Models.Checkpoints;
using Riverrun.Models.Optimizers;
using Riverrun.Models.Papers.EfficientScale;
using Riverrun.Models.Plans;
using Riverrun.Models.Tasks.Language;
using Riverrun.Models.Training;
using Riverrun.Models.Training.Births;
using static TorchSharp.torch;

namespace Riverrun.Models.Tests.Papers.EfficientScale;

/// <summary>
/// What the operators keep of the function (expected to rounding, or exactly) and what they must not keep: a map that
/// is wrong must fail the same measure.
/// </summary>
public sealed class ScaleUpTests
{
    private const int Vocabulary = 11;
    private static readonly ModelConfig.Llama Small = new(
        Layers: 3, Width: 16, Heads: 4, KeyValueHeads: 2, FeedForwardWidth: 10, QueryKeyNorm: true,
        TiedEmbeddings: false, RopeBase: 100);

    private static readonly ModelConfig.Llama Twice = Small with { Width = 32, Heads = 8, FeedForwardWidth = 20 };

    public static TheoryData<string, ModelConfig.Llama, ModelConfig.Llama, ScaleUpSettings, double> Exact => new()
    {
        { "copied twice", Small, Twice, new(WidthGrowth.Copy, DepthGrowth.Interpolate), 1e-4 },
        { "no growth", Small, Small, new(WidthGrowth.NextLayer, DepthGrowth.Stack), 0 },
        { "more inner units alone", Small, Small with { FeedForwardWidth = 25 },
            new(WidthGrowth.Copy, DepthGrowth.Stack), 1e-4 },
        {
            "padded by a quarter",
            Small,
            Small with { Width = 20, Heads = 5, KeyValueHeads = 1, FeedForwardWidth = 13,
                NormEpsilon = 1e-5 * 16 / 20 },
            new(WidthGrowth.Pad, DepthGrowth.Stack),
            1e-4
        },
        {
            "padded with tied embeddings",
            Small with { TiedEmbeddings = true },
            Twice with { TiedEmbeddings = true, NormEpsilon = 0.5e-5 },
            new(WidthGrowth.Pad, DepthGrowth.Stack),
            1e-4
        },
        { "silent copies", Small, Small with { Layers = 7 }, new(WidthGrowth.Copy, DepthGrowth.Identity), 0 },
        { "silent copies, twice as wide", Small, Twice with { Layers = 6 }, new(WidthGrowth.Copy, DepthGrowth.Identity),
            1e-4 },
    };

    public static TheoryData<string, ModelConfig.Llama, ModelConfig.Llama, ScaleUpSettings> Other => new()
    {
        { "no whole multiple", Small, Small with { Width = 24, Heads = 6 },
            new(WidthGrowth.Copy, DepthGrowth.Interpolate) },
        { "units of the next layer", Small, Twice, new(WidthGrowth.NextLayer, DepthGrowth.Interpolate) },
        { "stacked", Small, Small with { Layers = 6 }, new(WidthGrowth.Copy, DepthGrowth.Stack) },
        { "interpolated", Small, Small with { Layers = 6 }, new(WidthGrowth.Copy, DepthGrowth.Interpolate) },
    };

    [Theory]
    [MemberData(nameof(Exact))]
    public void The_larger_model_computes_what_the_smaller_one_did(
        string what, ModelConfig.Llama small, ModelConfig.Llama large, ScaleUpSettings settings, double within)
    {
        var from = small.KeyValueHeads == large.KeyValueHeads
            ? small : small with { KeyValueHeads = large.KeyValueHeads };

        Assert.True(Distance(from, large, settings) <= within, what);
    }

    [Theory]
    [MemberData(nameof(Other))]
    public void What_keeps_no_function_is_told_by_the_same_measure(
        string what, ModelConfig.Llama small, ModelConfig.Llama large, ScaleUpSettings settings) =>
        Assert.True(Distance(small, large, settings) > 1e-2, what);

    [Fact]
    public void Padding_without_a_scaled_epsilon_is_another_function_where_activations_are_small()
    {
        // Norms of queries and keys have the same epsilon, and heads do not grow: none here.
        var small = Small with { NormEpsilon = 0.1, QueryKeyNorm = false };
        var large = Twice with { NormEpsilon = 0.1, QueryKeyNorm = false };

        Assert.InRange(Distance(small, large, new(WidthGrowth.Pad, DepthGrowth.Stack)), 1e-3, 100);
        Assert.InRange(
            Distance(small, large with { NormEpsilon = 0.05 }, new(WidthGrowth.Pad, DepthGrowth.Stack)), 0, 1e-4);
    }

    [Theory]
    [InlineData(DepthGrowth.Interpolate, 3, 6, "001122")]
    [InlineData(DepthGrowth.Stack, 3, 6, "012012")]
    [InlineData(DepthGrowth.Interpolate, 3, 4, "0012")]
    [InlineData(DepthGrowth.Stack, 3, 4, "0120")]
    [InlineData(DepthGrowth.Identity, 2, 5, "00011")]
    public void New_layers_come_from_old_ones_by_the_closed_form(DepthGrowth growth, int old, int now, string layers) =>
        Assert.Equal(layers, string.Concat(ScaleUp.Layers(growth, old, now)));

    [Fact]
    public void New_units_are_those_of_the_next_layer_and_of_the_last_layer_its_own()
    {
        var small = Weights(Small);
        var large = Grown(small, Twice, new(WidthGrowth.NextLayer, DepthGrowth.Stack));

        // Row 10 of 20 is the first new inner unit; its first input is shared out between two copies of the channel.
        Assert.Equal(
            Value(small, "model.layers.1.mlp.up_proj.weight", 0) / 2,
            Value(large, "model.layers.0.mlp.up_proj.weight", 10 * 32));
        Assert.Equal(
            Value(small, "model.layers.2.mlp.up_proj.weight", 0) / 2,
            Value(large, "model.layers.2.mlp.up_proj.weight", 10 * 32));
        Assert.Equal(
            Value(small, "model.layers.0.mlp.up_proj.weight", 0) / 2,
            Value(large, "model.layers.0.mlp.up_proj.weight", 0));
        Assert.Equal(
            Value(small, "model.layers.1.mlp.down_proj.weight", 0) / 2,
            Value(large, "model.layers.0.mlp.down_proj.weight", 10));
    }

    [Theory]
    [InlineData(24, 4, 2, false, WidthGrowth.Copy, "keeps the width of a head, which is 6 and was 4")]
    [InlineData(32, 8, 4, false, WidthGrowth.Copy, "keeps model.key-value-heads, which is 4 and was 2")]
    [InlineData(8, 2, 2, false, WidthGrowth.Copy, "makes no model smaller, and model.width is")]
    [InlineData(32, 8, 2, true, WidthGrowth.Copy, "keeps model.query-key-norm and model.tied-embeddings")]
    [InlineData(32, 8, 2, false, WidthGrowth.Pad,
        "keeps the function with width = pad only if model.norm-epsilon is 5E-06, and it is 1E-05")]
    public void What_it_cannot_lead_to_is_said(
        int width, int heads, int keyValueHeads, bool tied, WidthGrowth growth, string problem)
    {
        var to = Small with { Width = width, Heads = heads, KeyValueHeads = keyValueHeads, TiedEmbeddings = tied };

        Assert.Equal(problem, ScaleUp.Transfer.Problem(
            Config(new ScaleUpSettings(growth, DepthGrowth.Stack)), Workload(Small), Workload(to)));
    }

    private static double Distance(ModelConfig.Llama small, ModelConfig.Llama large, ScaleUpSettings settings)
    {
        var weights = Weights(small);
        using var scope = NewDisposeScope();
        using var frozen = no_grad();

        return (Logits(small, weights) - Logits(large, Grown(weights, large, settings))).abs().max().item<float>();
    }

    private static Tensor Logits(ModelConfig.Llama config, Dictionary<string, SafeTensor> weights)
    {
        using var model = new Llama(config, Vocabulary, 8);
        using var parameters = new FlatParameters(model);
        Assert.Equal(parameters.Slots.Select(slot => slot.Name).Order(), weights.Keys.Order());

        foreach (var slot in parameters.Slots)
        {
            Assert.Equal(slot.Shape, weights[slot.Name].Shape);
            slot.In(parameters.Values)
                .copy_(tensor(MemoryMarshal.Cast<byte, float>(weights[slot.Name].Data.Span).ToArray()));
        }

        return model.Forward(tensor([3L, 0, 7, 7, 10, 1, 4], [1, 7])).MoveToOuterDisposeScope();
    }

    private static Dictionary<string, SafeTensor> Weights(ModelConfig.Llama config)
    {
        using var scope = NewDisposeScope();
        using var frozen = no_grad();
        using var model = new Llama(config, Vocabulary, 8);
        using var parameters = new FlatParameters(model);
        using var generator = new Generator(3);

        foreach (var slot in parameters.Slots)
            slot.In(parameters.Values).normal_(slot.Shape.Count == 1 ? 1 : 0, 0.3, generator);

        return parameters.Slots.ToDictionary(slot => slot.Name, slot => new SafeTensor(
            slot.Name, "F32", slot.Shape,
            MemoryMarshal.AsBytes(slot.In(parameters.Values).data<float>().ToArray().AsSpan()).ToArray()));
    }

    private static Dictionary<string, SafeTensor> Grown(
        Dictionary<string, SafeTensor> weights, ModelConfig.Llama to, ScaleUpSettings settings) =>
        ScaleUp.Transfer.Apply(new TransferSetup(Config(settings), weights, Workload(to), Seed: 1))
            .ToDictionary(tensor => tensor.Name);

    private static TransferConfig Config(ScaleUpSettings settings) =>
        new("scale-up", JsonSerializer.SerializeToElement(settings, RegisteredKind.Keys));

    private static Workload Workload(ModelConfig.Llama model) => new(
        model,
        new CorpusConfig.DotnetDocs(new TokenizerConfig.Bytes(), 8),
        new BatchConfig(1),
        new OptimizerConfig.AdamW(),
        new EvaluationConfig(0, 1));

    private static float Value(Dictionary<string, SafeTensor> weights, string name, int at) =>
        MemoryMarshal.Cast<byte, float>(weights[name].Data.Span)[at];
}
