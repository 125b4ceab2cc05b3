using Riverrun.Models.Plans;

namespace Riverrun.Models.Data;

/// <summary>Opens what a <see cref="TokenizerConfig"/> describes.</summary>
public static class Tokenizers
{
    /// <summary>Opens a tokenizer.</summary>
    /// <exception cref="CorpusException">Its files are missing or no tokenizer: a sentence that says what is
    /// wrong.</exception>
    public static ITokenizer Open(TokenizerConfig config) => config switch
    {
        TokenizerConfig.Bpe bpe => BytePairTokenizer.Open(bpe.VocabularyFile, bpe.MergesFile),
        TokenizerConfig.HuggingFace published => PublishedTokenizer.Open(published.Folder),
        _ => new ByteTokenizer(),
    };

    /// <summary>All that decides the tokens: equal where two tokenizers are.</summary>
    internal static string IdentityOf(ITokenizer tokenizer) => tokenizer.Identity ?? "bytes";
}
