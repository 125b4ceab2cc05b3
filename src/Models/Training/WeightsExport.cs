using System.Text.Json;
using System.Text.Json.Nodes;
using Riverrun.Models.Checkpoints;
using Riverrun.Models.Zoo;

namespace Riverrun.Models.Training;

/// <summary>
/// Turns a training state into what other programs read: <c>model.safetensors</c> with the weights alone, and
/// <c>config.json</c> in the words of LlamaForCausalLM (with query and key norms: Qwen3ForCausalLM).
/// </summary>
public static class WeightsExport
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    /// <summary>Writes both files.</summary>
    /// <param name="trainerState">What <see cref="ICapturedState.WriteTo"/> wrote.</param>
    /// <param name="directory">Where to write; made when absent.</param>
    /// <param name="config">The model that was trained.</param>
    /// <param name="vocabulary">Tokens V.</param>
    /// <param name="context">Longest window T.</param>
    /// <exception cref="InvalidDataException">The bytes are no training state.</exception>
    public static void Write(Stream trainerState, string directory, ModelConfig.Llama config, int vocabulary, int context)
    {
        var file = SafeTensors.Read(trainerState);
        var manifest = StateManifest.Parse(file.Metadata);
        Finiteness.Require(file.Tensors.Values.Where(tensor => StateTensors.IsWeight(tensor.Name)), manifest.Step);
        Directory.CreateDirectory(directory);
        using (var weights = File.Create(Path.Combine(directory, "model.safetensors")))
        {
            SafeTensors.Write(
                weights,
                new Dictionary<string, string> { ["format"] = "pt" },
                [.. file.Tensors.Values.Where(tensor => StateTensors.IsWeight(tensor.Name))]);
        }

        File.WriteAllText(
            Path.Combine(directory, "config.json"), Describe(config, vocabulary, context).ToJsonString(Indented) + "\n");
    }

    private static JsonObject Describe(ModelConfig.Llama config, int vocabulary, int context) => new()
    {
        ["architectures"] = new JsonArray(config.QueryKeyNorm ? "Qwen3ForCausalLM" : "LlamaForCausalLM"),
        ["model_type"] = config.QueryKeyNorm ? "qwen3" : "llama",
        ["vocab_size"] = vocabulary,
        ["max_position_embeddings"] = context,
        ["hidden_size"] = config.Width,
        ["intermediate_size"] = config.FeedForwardWidth,
        ["num_hidden_layers"] = config.Layers,
        ["num_attention_heads"] = config.Heads,
        ["num_key_value_heads"] = config.KeyValueHeads,
        ["head_dim"] = config.Width / config.Heads,
        ["hidden_act"] = "silu",
        ["rms_norm_eps"] = config.NormEpsilon,
        ["rope_theta"] = config.RopeBase,
        ["tie_word_embeddings"] = config.TiedEmbeddings,
        ["attention_bias"] = false,
        ["mlp_bias"] = false,
        ["torch_dtype"] = "float32",
    };
}
