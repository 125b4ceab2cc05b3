using Riverrun.Models.Checkpoints;
using Riverrun.Models.Data;
using Riverrun.Models.Plans;
using Riverrun.Models.Training;

namespace Riverrun.Models.Tasks.Language;

/// <summary>Finds stored states that hold no model any more, though their bytes are what their digests say.</summary>
public sealed class StoredStateCheck
{
    private readonly Dictionary<TokenizerConfig, ITokenizer?> _tokenizers = [];

    /// <summary>
    /// Why a stored state cannot be used, as the end of a sentence; null when nothing is wrong with it.
    /// </summary>
    /// <param name="checkpoint">What <see cref="ICapturedState.WriteTo"/> wrote; what is something else is not
    /// judged.</param>
    /// <param name="workload">What was trained. Where the tokenizer's files are not here, they are not judged
    /// either.</param>
    public string? ProblemOf(Stream checkpoint, Workload workload)
    {
        try
        {
            var file = SafeTensors.Read(checkpoint);
            var wrong = file.Tensors.Values
                .OrderBy(tensor => tensor.Name, StringComparer.Ordinal)
                .FirstOrDefault(tensor => !Finiteness.IsFinite(tensor));

            return wrong is not null
                ? $"its state has NaN or infinity in {wrong.Name}, so there is no model in it."
                : Change(file, workload);
        }
        catch (InvalidDataException)
        {
            return null;
        }
    }

    private string? Change(SafeTensorFile file, Workload workload)
    {
        if (!workload.Data.IsText)
            return null;

        var (config, _) = Corpora.WindowsOf(workload.Data);
        return Tokenizer(config) is { } now
            ? TokenizerFiles.Change(
                StateManifest.Parse(file.Metadata).Tokenizer, TrainedVocabulary.SizeOf(file), config, now)
            : null;
    }

    private ITokenizer? Tokenizer(TokenizerConfig config)
    {
        if (_tokenizers.TryGetValue(config, out var known))
            return known;

        try
        {
            return _tokenizers[config] = Tokenizers.Open(config);
        }
        catch (CorpusException)
        {
            return _tokenizers[config] = null;
        }
    }
}
