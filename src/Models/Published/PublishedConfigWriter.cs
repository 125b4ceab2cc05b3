using System.Text.Json.Nodes;
using Riverrun.Models.Plans;

namespace Riverrun.Models.Published;

/// <summary>Writes the <c>config.json</c> of a model for the readers of published ones.</summary>
internal static class PublishedConfigWriter
{
    /// <summary>Describes a model.</summary>
    /// <param name="config">Its shape.</param>
    /// <param name="vocabulary">Rows of its embedding.</param>
    /// <param name="endOfText">The token between documents; null for none.</param>
    /// <param name="context">Tokens of the windows it was trained on.</param>
    public static JsonObject Describe(ModelConfig.Llama config, long vocabulary, int? endOfText, int context) => new()
    {
        ["architectures"] = new JsonArray(config.QueryKeyNorm ? "Qwen3ForCausalLM" : "LlamaForCausalLM"),
        ["model_type"] = config.QueryKeyNorm ? "qwen3" : "llama",
        ["vocab_size"] = vocabulary,
        // Said also where there is none: readers would take token 1 or 2 for them.
        ["bos_token_id"] = null,
        ["eos_token_id"] = endOfText,
        ["pad_token_id"] = null,
        ["max_position_embeddings"] = Math.Max(context, config.From?.Positions ?? 0),
        ["hidden_size"] = config.Width,
        ["intermediate_size"] = config.FeedForwardWidth,
        ["num_hidden_layers"] = config.Layers,
        ["num_attention_heads"] = config.Heads,
        ["num_key_value_heads"] = config.KeyValueHeads,
        ["head_dim"] = config.Width / config.Heads,
        ["hidden_act"] = "silu",
        ["rms_norm_eps"] = config.NormEpsilon,
        ["rope_theta"] = config.RopeBase,
        ["rope_scaling"] = PublishedRope.Write(config.RopeScaling),
        ["tie_word_embeddings"] = config.TiedEmbeddings,
        ["attention_bias"] = false,
        ["mlp_bias"] = false,
        ["torch_dtype"] = "float32",
    };

    /// <summary>
    /// Takes over which tokens begin and end a text from the <c>config.json</c> of a tokenizer's folder, where it has
    /// one.
    /// </summary>
    /// <exception cref="PublishedModelException">It cannot be read.</exception>
    public static void CopyTokens(string folder, JsonObject description)
    {
        if (Path.Combine(folder, PublishedConfig.FileName) is var path && !File.Exists(path))
            return;
        var config = PublishedJson.Read(path);
        foreach (var key in (string[])["bos_token_id", "eos_token_id", "pad_token_id"])
        {
            if (config.Find(key) is { } value)
                description[key] = JsonNode.Parse(value.GetRawText());
        }
    }
}
