using System.Text.Json;
using System.Text.Json.Nodes;
using Riverrun.Models.Checkpoints;
using Riverrun.Models.Data;
using Riverrun.Models.Plans;
using Riverrun.Models.Training;

namespace Riverrun.Models.Tasks.Language;

/// <summary>
/// Turns a training state into what other programs read: <c>model.safetensors</c> with the weights alone,
/// <c>config.json</c> in the words of LlamaForCausalLM (with query and key norms: Qwen3ForCausalLM), the tokenizer's
/// files, and
/// a <c>README.md</c> that says where it all comes from.
/// </summary>
public static class WeightsExport
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    /// <summary>Writes the files.</summary>
    /// <param name="trainerState">What <see cref="ICapturedState.WriteTo"/> wrote.</param>
    /// <param name="directory">Where to write; made when absent.</param>
    /// <param name="workload">What was trained: a decoder.</param>
    /// <param name="origin">Where the model comes from, by name: run, budget, step, checkpoint. Written into the
    /// weights' file.</param>
    /// <exception cref="InvalidDataException">The bytes are no training state.</exception>
    /// <exception cref="NonFiniteStateException">They hold NaN or an infinity.</exception>
    /// <exception cref="CorpusException">The tokenizer's files are missing, or not those it was trained
    /// with.</exception>
    public static void Write(
        Stream trainerState, string directory, Workload workload, IReadOnlyDictionary<string, string> origin)
    {
        var (files, context) = Corpora.WindowsOf(workload.Data);
        var model = (ModelConfig.Llama)workload.Model;
        Write(trainerState, directory, model, files, Tokenizers.Open(files), context, origin);
    }

    internal static void Write(
        Stream trainerState,
        string directory,
        ModelConfig.Llama config,
        TokenizerConfig files,
        ITokenizer tokenizer,
        int context,
        IReadOnlyDictionary<string, string> origin)
    {
        var file = SafeTensors.Read(trainerState);
        var manifest = StateManifest.Parse(file.Metadata);
        Finiteness.Require(file.Tensors.Values.Where(tensor => StateNames.IsWeight(tensor.Name)), manifest.Step);
        TrainedVocabulary.Require(file, files, tokenizer);
        var provenance = ExportProvenance.Of(file.Metadata, origin);
        Directory.CreateDirectory(directory);
        using (var weights = File.Create(Path.Combine(directory, "model.safetensors")))
        {
            // Readers of published models refuse a file without a format.
            SafeTensors.Write(
                weights,
                new Dictionary<string, string>(provenance) { ["format"] = "pt" },
                [.. file.Tensors.Values.Where(tensor => StateNames.IsWeight(tensor.Name))]);
        }

        var description = Describe(config, TrainedVocabulary.SizeOf(file), tokenizer.EndOfText, context);
        File.WriteAllText(Path.Combine(directory, "config.json"), description.ToJsonString(Indented) + "\n");
        TokenizerExport.Write(directory, files, tokenizer, context);
        File.WriteAllText(Path.Combine(directory, "README.md"), ExportProvenance.Page(files, tokenizer, provenance));
    }

    private static JsonObject Describe(ModelConfig.Llama config, long vocabulary, int? endOfText, int context) => new()
    {
        ["architectures"] = new JsonArray(config.QueryKeyNorm ? "Qwen3ForCausalLM" : "LlamaForCausalLM"),
        ["model_type"] = config.QueryKeyNorm ? "qwen3" : "llama",
        ["vocab_size"] = vocabulary,
        // Said also where there is none: readers would take token 1 or 2 for them.
        ["bos_token_id"] = null,
        ["eos_token_id"] = endOfText,
        ["pad_token_id"] = null,
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
