using Riverrun.Models.Data.Sources;
using Riverrun.Models.Data.TokenFiles;
using Riverrun.Models.Plans;

namespace Riverrun.Models.Data;

/// <summary>Opens what a <see cref="CorpusConfig"/> describes.</summary>
public static class Corpora
{
    /// <summary>Opens a corpus of text, tokenising it the first time.</summary>
    /// <param name="config">What to read.</param>
    /// <param name="cacheDirectory">Where token files are kept; made when absent, shared by any number of
    /// processes.</param>
    /// <param name="cancel">Gives up in the middle of listing or tokenising; nothing half made is left.</param>
    /// <exception cref="CorpusException">The corpus cannot be read: a sentence that says what is wrong.</exception>
    /// <exception cref="ArgumentException">The corpus is no text.</exception>
    /// <exception cref="OperationCanceledException">It was given up.</exception>
    public static ICorpus Open(CorpusConfig config, string cacheDirectory, CancellationToken cancel = default) =>
        Open(config, cacheDirectory, progress: null, cancel);

    /// <summary>Opens a corpus of text, tokenising it the first time, and tells how far that is.</summary>
    /// <param name="config">What to read.</param>
    /// <param name="cacheDirectory">Where token files are kept; made when absent.</param>
    /// <param name="progress">Is told by the thread that tokenises; null for nobody.</param>
    /// <param name="cancel">Gives up in the middle of listing or tokenising; nothing half made is left.</param>
    /// <exception cref="CorpusException">The corpus cannot be read: a sentence that says what is wrong.</exception>
    /// <exception cref="ArgumentException">The corpus is no text.</exception>
    /// <exception cref="OperationCanceledException">It was given up.</exception>
    public static ICorpus Open(
        CorpusConfig config, string cacheDirectory, IProgress<CorpusProgress>? progress, CancellationToken cancel)
    {
        try
        {
            return config switch
            {
                CorpusConfig.DotnetDocs docs => Open(
                    DotnetDocs.Find(DotnetRoot.Candidates()),
                    docs.Tokenizer, docs.Context, cacheDirectory, progress, cancel),
                CorpusConfig.Text text => Open(
                    TextFiles.Find(text.Files, text.Field, cancel),
                    text.Tokenizer, text.Context, cacheDirectory, progress, cancel),
                _ => throw NoText(config),
            };
        }
        catch (Exception cause) when (cause is IOException or UnauthorizedAccessException)
        {
            throw new CorpusException(
                $"The corpus cannot be read, or not be kept in {cacheDirectory}: {cause.Message}", cause);
        }
    }

    /// <summary>What a model must know of a corpus of text to read its windows; no file is looked at.</summary>
    /// <param name="config">The corpus.</param>
    /// <returns>How text becomes tokens, and how many of them a model sees of a window.</returns>
    /// <exception cref="ArgumentException">The corpus is no text.</exception>
    public static (TokenizerConfig Tokenizer, int Context) WindowsOf(CorpusConfig config) => config switch
    {
        CorpusConfig.DotnetDocs docs => (docs.Tokenizer, docs.Context),
        CorpusConfig.Text text => (text.Tokenizer, text.Context),
        _ => throw NoText(config),
    };

    internal static ICorpus Open(
        ITextSource source, TokenizerConfig tokenizerConfig, int context, string cacheDirectory,
        IProgress<CorpusProgress>? progress = null, CancellationToken cancel = default)
    {
        if (context < 2)
            throw new CorpusException($"data.context is {context}; it must be at least 2.");

        var tokenizer = Tokenizers.Open(tokenizerConfig);
        var file = new TokenCache(cacheDirectory)
            .Open(source, tokenizer, Tokenizers.IdentityOf(tokenizer), new CorpusMeter(source.Name, progress), cancel);
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

    private static ArgumentException NoText(CorpusConfig config) =>
        new($"{config} is no corpus of text; a bigram model draws its samples itself.", nameof(config));
}
