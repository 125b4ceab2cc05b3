using Riverrun.Models.Data.Sources;
using Riverrun.Models.Data.TokenFiles;

namespace Riverrun.Models.Data;

/// <summary>Opens what a <see cref="CorpusConfig"/> describes.</summary>
public static class Corpora
{
    /// <summary>Opens a corpus of text, tokenising it the first time.</summary>
    /// <param name="config">What to read.</param>
    /// <param name="cacheDirectory">Where token files are kept; made when absent, shared by any number of processes.</param>
    /// <exception cref="CorpusException">The corpus cannot be read: a sentence that says what is wrong.</exception>
    /// <exception cref="ArgumentException">The corpus is no text.</exception>
    public static ICorpus Open(CorpusConfig config, string cacheDirectory)
    {
        try
        {
            return config switch
            {
                CorpusConfig.DotnetDocs docs =>
                    Open(DotnetDocs.Find(DotnetRoot.Candidates()), docs.Tokenizer, docs.Context, cacheDirectory),
                CorpusConfig.Text text =>
                    Open(TextFiles.Find(text.Files, text.Field), text.Tokenizer, text.Context, cacheDirectory),
                _ => throw new ArgumentException(
                    $"{config} is no corpus of text; a bigram model draws its samples itself.", nameof(config)),
            };
        }
        catch (Exception cause) when (cause is IOException or UnauthorizedAccessException)
        {
            throw new CorpusException($"The corpus cannot be read, or not be kept in {cacheDirectory}: {cause.Message}", cause);
        }
    }

    internal static ICorpus Open(ITextSource source, TokenizerConfig tokenizerConfig, int context, string cacheDirectory)
    {
        if (context < 2)
            throw new CorpusException($"data.context is {context}; it must be at least 2.");

        var tokenizer = Tokenizers.Open(tokenizerConfig);
        var file = new TokenCache(cacheDirectory).Open(source, tokenizer, Tokenizers.Identity(tokenizerConfig));
        try
        {
            return new TokenisedCorpus(source.Name, file, tokenizer, context);
        }
        catch (CorpusException)
        {
            file.Dispose();
            throw;
        }
    }
}
