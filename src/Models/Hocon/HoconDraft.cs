namespace Riverrun.Models.Hocon;

/// <summary>
/// An object as it was written: each key with everything that was said of it, before references are followed.
/// </summary>
public sealed class HoconDraft(Origin origin) : HoconNode(origin)
{
    private readonly OrderedDictionary<string, List<HoconNode>> _written = [];

    /// <summary>The keys in the order in which they were first written.</summary>
    public IEnumerable<string> Keys => _written.Keys;

    /// <summary>What was written under a key, in order; nothing when it was not written.</summary>
    public IReadOnlyList<HoconNode> this[string key] => _written.GetValueOrDefault(key) ?? [];

    /// <summary>One key and its text, said elsewhere than in a document.</summary>
    public static HoconDraft Of(string key, string value, string source)
    {
        var origin = new Origin(source, 0);
        var draft = new HoconDraft(origin);
        draft.Add(key, new HoconValue(origin, value));

        return draft;
    }

    /// <summary>Says something more of a key.</summary>
    public void Add(string key, HoconNode node)
    {
        if (_written.TryGetValue(key, out var before))
            before.Add(node);
        else
            _written.Add(key, [node]);
    }

    /// <inheritdoc/>
    public override string ToString() => $"{{ {string.Join(", ", _written.Keys)} }}";
}

/// <summary><c>null</c>: the key is as if it had never been written, here and below.</summary>
public sealed class HoconNull(Origin origin) : HoconNode(origin)
{
    /// <inheritdoc/>
    public override string ToString() => "null";
}
