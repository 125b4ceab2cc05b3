namespace Riverrun.Models.Hocon;

/// <summary>A piece of HOCON that remembers where it was written.</summary>
public abstract class HoconNode(Origin origin)
{
    /// <summary>Where it was written.</summary>
    public Origin Origin { get; } = origin;

    /// <summary>The node as a person would write it, for messages.</summary>
    public abstract override string ToString();
}

/// <summary>Text, a number, a flag: whoever reads it decides.</summary>
public sealed class HoconValue(Origin origin, string text) : HoconNode(origin)
{
    /// <summary>The text without its quotes.</summary>
    public string Text { get; } = text;

    /// <inheritdoc/>
    public override string ToString() => Text.Length == 0 ? "\"\"" : Text;
}

/// <summary>Values between brackets.</summary>
public sealed class HoconArray(Origin origin, IReadOnlyList<HoconNode> items) : HoconNode(origin)
{
    /// <summary>The values in order.</summary>
    public IReadOnlyList<HoconNode> Items { get; } = items;

    /// <inheritdoc/>
    public override string ToString() => $"[{string.Join(", ", Items)}]";
}

/// <summary>Keys and values between braces.</summary>
public sealed class HoconObject(Origin origin) : HoconNode(origin)
{
    private readonly OrderedDictionary<string, HoconNode> _items = [];

    /// <summary>The keys and values in the order in which they were first written.</summary>
    public IReadOnlyDictionary<string, HoconNode> Items => _items;

    /// <summary>Objects in each other, of which the innermost has <paramref name="value"/>.</summary>
    /// <param name="path">The key of each, from the outermost; at least one.</param>
    /// <param name="value">What stands under the last key.</param>
    public static HoconObject At(ReadOnlySpan<string> path, HoconNode value)
    {
        var outer = new HoconObject(value.Origin);
        outer.Set(path[0], path.Length == 1 ? value : At(path[1..], value));

        return outer;
    }

    /// <summary>Writes a key; objects merge, anything else replaces what was there.</summary>
    public void Set(string key, HoconNode node) =>
        _items[key] = node is HoconObject upper && _items.GetValueOrDefault(key) is HoconObject lower
            ? upper.Over(lower)
            : node;

    /// <summary>This object where it says something, <paramref name="lower"/> where it does not.</summary>
    /// <remarks>
    /// An object with a <c>kind</c> is one of a family. When this one changes the kind, keys that the new kind
    /// shares with the old one are kept; <see cref="Section"/> drops the others instead of refusing them.
    /// </remarks>
    public HoconObject Over(HoconObject lower)
    {
        var merged = new HoconObject(Origin);
        var changesKind = Kind is not null && lower.Kind is not null && Kind != lower.Kind;

        foreach (var (key, node) in lower._items)
            merged._items[key] = node;

        foreach (var (key, node) in _items)
            merged.Set(key, node);

        if (lower.Leftovers is not null || changesKind || Leftovers is not null)
            merged.Leftovers = [.. changesKind ? [.. lower._items.Keys] : lower.Leftovers ?? [], .. Leftovers ?? []];

        merged.Leftovers?.ExceptWith(_items.Keys.Except(Leftovers ?? []));

        return merged;
    }

    /// <summary>
    /// Keys left over from before the kind changed: known to the old kind, perhaps not to the new one.
    /// </summary>
    internal HashSet<string>? Leftovers { get; set; }

    /// <summary>Takes a key out.</summary>
    internal void Remove(string key) => _items.Remove(key);

    private string? Kind => (_items.GetValueOrDefault("kind") as HoconValue)?.Text;

    /// <inheritdoc/>
    public override string ToString() =>
        $"{{ {string.Join(", ", _items.Select(item => $"{item.Key} = {item.Value}"))} }}";
}
