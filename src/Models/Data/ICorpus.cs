namespace Riverrun.Models.Data;

/// <summary>
/// Tokenised text in a training and a held-out split, read in windows. Reading is safe from any thread.
/// </summary>
public interface ICorpus : IDisposable
{
    /// <summary>How its text became tokens.</summary>
    ITokenizer Tokenizer { get; }

    /// <summary>Tokens that a model sees of a window; a window has one more, the last token to predict.</summary>
    int Context { get; }

    /// <summary>
    /// The hash of what it was made of: the texts, how they were read, and the tokenizer; null where nobody counts.
    /// </summary>
    string? Digest => null;

    /// <summary>
    /// UTF-8 bytes per token of the held-out split: nats per token over this and ln 2 are bits per byte.
    /// </summary>
    double BytesPerToken { get; }

    /// <summary>
    /// A digest of the text of the held-out split, whatever tokens it became; null where nothing tells.
    /// </summary>
    string? HeldOutText => null;

    /// <summary>
    /// Fills <paramref name="window"/> with one window of the training split, a pure function of the arguments.
    /// </summary>
    /// <param name="seed">Seed of the order of windows.</param>
    /// <param name="position">Windows read before this one, at least 0; an epoch's positions visit each of its windows
    /// once.</param>
    /// <param name="window">Receives <see cref="Context"/> + 1 tokens.</param>
    /// <exception cref="ArgumentException">The window has another length.</exception>
    void TrainingWindow(long seed, long position, Span<int> window);

    /// <summary>
    /// Fills <paramref name="window"/> with one of <paramref name="count"/> evenly spaced windows of the held-out
    /// split.
    /// </summary>
    /// <param name="index">In [0, <paramref name="count"/>).</param>
    /// <param name="count">Windows over the whole split, at least 1; they overlap when the split is shorter than all of
    /// them.</param>
    /// <param name="window">Receives <see cref="Context"/> + 1 tokens.</param>
    /// <exception cref="ArgumentException">The window has another length.</exception>
    void HeldOutWindow(int index, int count, Span<int> window);
}
