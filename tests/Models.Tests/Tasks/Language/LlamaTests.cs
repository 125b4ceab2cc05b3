using Riverrun.Models.Optimizers;
using Riverrun.Models.Plans;
using Riverrun.Models.Tasks.Language;
using static TorchSharp.torch;

namespace Riverrun.Models.Tests.Tasks.Language;

public sealed class LlamaTests
{
    private const int Vocabulary = 11;
    private static readonly int[] Tokens = [3, 0, 7, 7, 10, 1, 4];
    private static readonly ModelConfig.Llama Grouped = new(
        Layers: 2, Width: 12, Heads: 6, KeyValueHeads: 2, FeedForwardWidth: 10, QueryKeyNorm: true,
        TiedEmbeddings: false, RopeBase: 100);

    public static TheoryData<ModelConfig.Llama> Variants => new(
        Grouped,
        Grouped with { KeyValueHeads = 6, QueryKeyNorm = false },
        Grouped with { Heads = 3, KeyValueHeads = 1, TiedEmbeddings = true, NormEpsilon = 1e-2 });

    [Theory]
    [MemberData(nameof(Variants))]
    public void Logits_are_those_of_a_forward_pass_written_with_loops(ModelConfig.Llama config)
    {
        using var scope = NewDisposeScope();
        using var model = new Llama(config, Vocabulary, 8, type: ScalarType.Float64);
        using var parameters = Scrambled(model);
        var weights = parameters.Slots.ToDictionary(
            slot => slot.Name, slot => slot.In(parameters.Values).data<double>().ToArray());

        var expected = new ReferenceLlama(config, weights).Logits(Tokens).SelectMany(row => row).ToArray();
        using var frozen = no_grad();
        var actual = model.Forward(Window(Tokens)).reshape(-1).data<double>().ToArray();

        for (var i = 0; i < expected.Length; i++)
            Assert.Equal(expected[i], actual[i], 1e-10);
    }

    [Theory]
    [MemberData(nameof(Variants))]
    public void Gradients_are_those_of_finite_differences(ModelConfig.Llama config)
    {
        using var scope = NewDisposeScope();
        using var model = new Llama(config with { Dropout = 0.3 }, Vocabulary, 8, type: ScalarType.Float64);
        using var parameters = Scrambled(model);
        using var generator = new Generator(5);
        Loss(model, generator).backward();
        var analytic = parameters.Gradients.data<double>().ToArray();

        using var frozen = no_grad();
        foreach (var slot in parameters.Slots)
        {
            for (var i = slot.Offset; i < slot.Offset + slot.Length; i += Math.Max(1, slot.Length / 5))
            {
                var numeric = (Shifted(i, 1e-5) - Shifted(i, -1e-5)) / 2e-5;
                Assert.Equal(numeric, analytic[i], 1e-7);
            }
        }

        double Shifted(long index, double by)
        {
            parameters.Values[index].add_(by);
            var loss = Loss(model, generator).item<double>();
            parameters.Values[index].sub_(by);
            return loss;
        }
    }

    [Fact]
    public void Parameters_have_their_published_names_and_shapes()
    {
        using var model = new Llama(Grouped with { Layers = 1 }, Vocabulary, 8);

        string[] actual =
            [.. model.named_parameters().Select(entry => $"{entry.name} [{string.Join(", ", entry.parameter.shape)}]")];

        Assert.Equal(
            [
                "lm_head.weight [11, 12]",
                "model.embed_tokens.weight [11, 12]",
                "model.layers.0.input_layernorm.weight [12]",
                "model.layers.0.mlp.down_proj.weight [12, 10]",
                "model.layers.0.mlp.gate_proj.weight [10, 12]",
                "model.layers.0.mlp.up_proj.weight [10, 12]",
                "model.layers.0.post_attention_layernorm.weight [12]",
                "model.layers.0.self_attn.k_norm.weight [2]",
                "model.layers.0.self_attn.k_proj.weight [4, 12]",
                "model.layers.0.self_attn.o_proj.weight [12, 12]",
                "model.layers.0.self_attn.q_norm.weight [2]",
                "model.layers.0.self_attn.q_proj.weight [12, 12]",
                "model.layers.0.self_attn.v_proj.weight [4, 12]",
                "model.norm.weight [12]",
            ],
            actual.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void The_parameter_count_follows_the_formula()
    {
        using var model = new Llama(new ModelConfig.Llama(8, 320, 5, 5, 880), 256, 256);
        using var parameters = new FlatParameters(model);

        Assert.Equal(256 * 320 + 8 * (4 * 320 * 320 + 3 * 320 * 880 + 2 * 320) + 320, parameters.Count);
    }

    [Fact]
    public void A_fresh_model_finds_every_token_about_equally_likely()
    {
        using var scope = NewDisposeScope();
        using var model = new Llama(Grouped with { Width = 48 }, Vocabulary, 8);
        using var parameters = new FlatParameters(model);
        LlamaInitialization.Draw(parameters, Grouped.Layers, seed: 1);

        var loss = NextTokenLoss.Of(model.Forward(Window(Tokens)), Window(Tokens)).CrossEntropy.item<float>();

        Assert.Equal(Math.Log(Vocabulary), loss, 0.05);
    }

    [Fact]
    public void First_weights_have_the_deviations_of_the_scheme()
    {
        using var scope = NewDisposeScope();
        using var model = new Llama(new ModelConfig.Llama(2, 64, 4, 4, 128), 200, 8);
        using var parameters = new FlatParameters(model);
        LlamaInitialization.Draw(parameters, layers: 2, seed: 1);

        Assert.Equal(0.02, Deviation("model.layers.0.mlp.up_proj.weight"), 0.001);
        Assert.Equal(0.01, Deviation("model.layers.1.mlp.down_proj.weight"), 0.0005);
        Assert.Equal(0.01, Deviation("model.layers.1.self_attn.o_proj.weight"), 0.0005);
        Assert.Equal(0.0, Deviation("model.norm.weight"), 0.0);

        double Deviation(string name) =>
            parameters.Slots.Single(slot => slot.Name == name).In(parameters.Values).std().item<float>();
    }

    [Fact]
    public void Rounded_products_stay_close_to_full_ones()
    {
        using var scope = NewDisposeScope();
        using var full = new Llama(Grouped, Vocabulary, 8);
        using var rounded = new Llama(Grouped, Vocabulary, 8, Precision.Mixed);
        using var fullParameters = Scrambled(full);
        using var roundedParameters = Scrambled(rounded);

        var distance = (full.Forward(Window(Tokens)) - rounded.Forward(Window(Tokens))).abs().max().item<float>();

        Assert.InRange(distance, 1e-6, 0.1);
    }

    [Fact]
    public void An_impossible_shape_is_refused()
    {
        Assert.Throws<ArgumentException>(() => new Llama(Grouped with { Heads = 5 }, Vocabulary, 8));
        Assert.Throws<ArgumentException>(() => new Llama(Grouped with { KeyValueHeads = 4 }, Vocabulary, 8));
        Assert.Throws<ArgumentException>(() => new Llama(Grouped with { Dropout = 1 }, Vocabulary, 8));
    }

    private static Tensor Window(int[] tokens) =>
        tensor(tokens.Select(token => (long)token).ToArray(), [1, tokens.Length]);

    private static Tensor Loss(Llama model, Generator generator)
    {
        generator.manual_seed(9);
        return NextTokenLoss.Of(model.Forward(Window(Tokens[..^1]), generator), Window(Tokens[1..]), zLoss: 0.01).Total;
    }

    private static FlatParameters Scrambled(Llama model)
    {
        using var frozen = no_grad();
        using var generator = new Generator(3);
        var parameters = new FlatParameters(model);
        foreach (var slot in parameters.Slots)
            slot.In(parameters.Values).normal_(slot.Shape.Count == 1 ? 1 : 0, 0.4, generator);
        return parameters;
    }
}
