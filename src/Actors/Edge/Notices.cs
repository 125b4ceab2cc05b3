using System.Collections.Concurrent;
using System.Threading.Channels;

namespace Riverrun.Actors.Edge;

/// <summary>What the person who runs this process should read while it goes on; each sentence is said once.</summary>
public sealed class Notices
{
    private const int Most = 1000;

    private readonly ConcurrentDictionary<string, bool> _said = new(StringComparer.Ordinal);
    private readonly Channel<string> _sentences = Channel.CreateUnbounded<string>();

    /// <summary>The sentences, in the order in which they were first said; goes on until it is cancelled.</summary>
    public IAsyncEnumerable<string> ReadAllAsync(CancellationToken cancel) => _sentences.Reader.ReadAllAsync(cancel);

    /// <summary>Says a sentence, unless it was said before.</summary>
    public void Say(string sentence)
    {
        if (_said.Count < Most && _said.TryAdd(sentence, true))
            _sentences.Writer.TryWrite(sentence);
    }
}
