namespace Riverrun.Models.Data;

/// <summary>Opens what a <see cref="CorpusConfig"/> describes.</summary>
public static class Corpora
{
    /// <summary>Opens a corpus of text, tokenising it the first time.</summary>
    /// <param name="config">What to read.</param>
    /// <param name="cacheDirectory">Where token files are kept; made when absent, shared by any number of processes.</param>
    /// <exception cref="CorpusException">The corpus cannot be read: a sentence that says what is wrong.</exception>
    /// <exception cref="ArgumentException">The corpus is no text.</exception>
    public static ICorpus Open(CorpusConfig config, string cacheDirectory) =>
        throw new NotSupportedException($"Corpus {config} in {cacheDirectory} cannot be opened yet.");
}
