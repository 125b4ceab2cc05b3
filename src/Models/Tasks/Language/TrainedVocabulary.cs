using Riverrun.Models.Checkpoints;
using Riverrun.Models.Data;
using Riverrun.Models.Plans;
using Riverrun.Models.Training;

namespace Riverrun.Models.Tasks.Language;

/// <summary>
/// The vocabulary that a stored model was trained with, and whether the tokenizer's files still hold it.
/// </summary>
internal static class TrainedVocabulary
{
    private const string Embedding = "model.embed_tokens.weight";

    /// <summary>Tokens that the stored model knows: rows of its embedding.</summary>
    /// <exception cref="InvalidDataException">It has none.</exception>
    public static long SizeOf(SafeTensorFile file) =>
        file.Tensors.TryGetValue(Embedding, out var embedding) && embedding.Shape.Count == 2
            ? embedding.Shape[0]
            : throw new InvalidDataException(
                $"The training state has no tensor '{Embedding}' of two dimensions; the model needs it.");

    /// <summary>Refuses a tokenizer that is not the one of then.</summary>
    /// <param name="file">The stored state.</param>
    /// <param name="config">Where the tokenizer comes from.</param>
    /// <param name="now">The tokenizer that is there now.</param>
    /// <exception cref="CorpusException">It is another: a sentence that names the file that changed.</exception>
    public static void Require(SafeTensorFile file, TokenizerConfig config, ITokenizer now)
    {
        if (TokenizerFiles.Change(
            StateManifest.Parse(file.Metadata).Tokenizer, SizeOf(file), config, now) is { } change)
            throw new CorpusException(change);
    }
}
