using System.Text.Json;
using Riverrun.Models.Plans;

namespace Riverrun.Models.Published;

/// <summary>Reads the <c>config.json</c> of a published model and refuses what a model here cannot compute.</summary>
/// <param name="Shape">The model.</param>
/// <param name="Vocabulary">Rows of its embedding; the tokenizer may know fewer tokens.</param>
/// <param name="Positions">Longest window it was published for, in tokens.</param>
internal sealed record PublishedConfig(ModelConfig.Llama Shape, int Vocabulary, int Positions)
{
    /// <summary>The name of the file.</summary>
    public const string FileName = "config.json";

    /// <summary>
    /// Reads the file in <paramref name="folder"/>. A key that it lacks has the value that its readers take then.
    /// </summary>
    /// <exception cref="PublishedModelException">The model cannot be computed here: a sentence with the key and its
    /// value.</exception>
    public static PublishedConfig Read(string folder)
    {
        var config = PublishedJson.Read(Path.Combine(folder, FileName));
        var kind = config.Text("model_type");
        if (kind is not ("llama" or "qwen3"))
            throw config.Wrong("model_type", "it must be llama, or qwen3 for a Llama with query and key norms");
        Refuse(config);
        var (width, heads) = (config.Count("hidden_size"), config.Count("num_attention_heads"));
        var keyValueHeads = config.Count("num_key_value_heads", kind == "llama" ? heads : null);
        if (width % heads != 0 || width / heads % 2 != 0)
            throw config.Wrong(
                "num_attention_heads", $"it must leave an even width per head of hidden_size, which is {width}");
        if (heads % keyValueHeads != 0)
            throw config.Wrong("num_key_value_heads", $"it must divide num_attention_heads, which is {heads}");
        if (config.Count("head_dim", kind == "llama" ? width / heads : 128) != width / heads)
            throw config.Wrong(
                "head_dim", $"it must be {width / heads}, hidden_size over num_attention_heads: a head is as wide as "
                    + "its share");
        var (ropeBase, scaling) = PublishedRope.Read(config);
        var shape = new ModelConfig.Llama(
            config.Count("num_hidden_layers"),
            width,
            heads,
            keyValueHeads,
            config.Count("intermediate_size"),
            QueryKeyNorm: kind == "qwen3",
            TiedEmbeddings: config.Flag("tie_word_embeddings", false),
            RopeBase: ropeBase,
            NormEpsilon: config.Number("rms_norm_eps", 1e-6, 0),
            RopeScaling: scaling);
        return new PublishedConfig(shape, config.Count("vocab_size"), config.Count("max_position_embeddings", 2048));
    }

    private static void Refuse(PublishedJson config)
    {
        if ((config.Text("hidden_act") ?? "silu") is not ("silu" or "swish"))
            throw config.Wrong("hidden_act", "only silu can be computed, which SwiGLU has");
        foreach (var key in (string[])["attention_bias", "mlp_bias"])
        {
            if (config.Flag(key, false))
                throw config.Wrong(key, "only layers without biases can be trained, with false");
        }

        if (config.Find("attention_dropout") is { } dropout
            && (dropout.ValueKind != JsonValueKind.Number || dropout.GetDouble() != 0))
            throw config.Wrong("attention_dropout", "only attention without dropout can be trained, with 0");
        if (config.Flag("use_sliding_window", config.Find("sliding_window") is not null))
            throw config.Wrong(
                config.Find("use_sliding_window") is null ? "sliding_window" : "use_sliding_window",
                "every position must attend to all before it, without a sliding window");
        if (config.Find("layer_types") is { } types && !IsFull(types))
            throw config.Wrong("layer_types", "every layer must be full_attention");
        if (config.Find("quantization_config") is not null)
            throw config.Wrong("quantization_config", "only weights that are not quantized can be read");
    }

    private static bool IsFull(JsonElement types) =>
        types.ValueKind == JsonValueKind.Array
        && types.EnumerateArray().All(type =>
            type.ValueKind == JsonValueKind.String && PublishedJson.TextOf(type) == "full_attention");
}
