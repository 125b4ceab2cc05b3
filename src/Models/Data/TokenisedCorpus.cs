using Riverrun.Models.Data.TokenFiles;

namespace Riverrun.Models.Data;

/// <summary>A corpus over a token file.</summary>
internal sealed class TokenisedCorpus : ICorpus
{
    private readonly TokenFile _file;
    private readonly WindowOrder _order;

    /// <summary>
    /// Reads <paramref name="file"/>, which it owns from here on, in windows of <paramref name="context"/> + 1 tokens.
    /// </summary>
    /// <exception cref="CorpusException">A split is shorter than one window.</exception>
    public TokenisedCorpus(string name, TokenFile file, ITokenizer tokenizer, int context)
    {
        RefuseShort(name, "training", file.Header.TrainingTokens, context);
        RefuseShort(name, "held-out", file.Header.HeldOutTokens, context);
        (_file, Tokenizer, Context) = (file, tokenizer, context);
        _order = new WindowOrder(file.Header.TrainingTokens, context);
    }

    /// <inheritdoc/>
    public ITokenizer Tokenizer { get; }

    /// <inheritdoc/>
    public int Context { get; }

    /// <inheritdoc/>
    public string Digest => _file.Name;

    /// <inheritdoc/>
    public double BytesPerToken => (double)_file.Header.HeldOutTextBytes / _file.Header.HeldOutTokens;

    /// <inheritdoc/>
    public string? HeldOutText => _file.Header.HeldOutTextDigest is var digest and not 0
        ? digest.ToString("x16") : null;

    /// <inheritdoc/>
    public void TrainingWindow(long seed, long position, Span<int> window)
    {
        RefuseMisfit(window);
        _file.Read(_order.Start(seed, position), window);
    }

    /// <inheritdoc/>
    public void HeldOutWindow(int index, int count, Span<int> window)
    {
        RefuseMisfit(window);
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, count);
        var start = (long)((Int128)(_file.Header.HeldOutTokens - Context) * index / count);
        _file.Read(_file.Header.TrainingTokens + start, window);
    }

    /// <inheritdoc/>
    public void Dispose() => _file.Dispose();

    private static void RefuseShort(string name, string split, long tokens, int context)
    {
        if (tokens <= context)
        {
            throw new CorpusException(
                $"Corpus {name} has {tokens} tokens in its {split} split; a context of {context} needs at least "
                    + $"{context + 1L}.");
        }
    }

    private void RefuseMisfit(Span<int> window)
    {
        if (window.Length != Context + 1)
            throw new ArgumentException(
                $"The window has {window.Length} tokens; a context of {Context} makes it {Context + 1}.",
                nameof(window));
    }
}
