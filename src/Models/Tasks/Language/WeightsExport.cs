using System.Text.Json;
using Riverrun.Models.Checkpoints;
using Riverrun.Models.Data;
using Riverrun.Models.Plans;
using Riverrun.Models.Published;
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
        using (var weights = File.Create(Path.Combine(directory, PublishedFiles.Weights)))
        {
            // Readers of published models refuse a file without a format.
            SafeTensors.Write(
                weights,
                new Dictionary<string, string>(provenance) { ["format"] = "pt" },
                [.. file.Tensors.Values.Where(tensor => StateNames.IsWeight(tensor.Name))]);
        }

        var description =
            PublishedConfigWriter.Describe(config, TrainedVocabulary.SizeOf(file), tokenizer.EndOfText, context);
        if (files is TokenizerConfig.HuggingFace published)
            PublishedConfigWriter.CopyTokens(published.Folder, description);
        File.WriteAllText(Path.Combine(directory, PublishedConfig.FileName), description.ToJsonString(Indented) + "\n");
        TokenizerExport.Write(directory, files, tokenizer, context);
        File.WriteAllText(Path.Combine(directory, "README.md"), ExportProvenance.Page(files, tokenizer, provenance));
    }
}
