namespace Riverrun.Models.Hocon;

/// <summary>
/// Lays documents over each other and follows their references. What a reference means is looked up in the whole, so
/// that a later
/// document changes what an earlier one refers to; what lies below something that replaces it is never looked at.
/// </summary>
/// <param name="layers">The documents, later over earlier.</param>
/// <param name="environment">The value of an environment variable, or null; stands in where there is no such
/// key.</param>
public sealed class HoconResolver(IReadOnlyList<HoconDraft> layers, Func<string, string?>? environment = null)
{
    /// <summary>
    /// References that may lead to each other: more than anybody follows, and few enough for any stack.
    /// </summary>
    private const int LongestChain = 64;

    /// <summary>
    /// Letters that references may make of a document: ten lines that each double the one before are not written by
    /// hand.
    /// </summary>
    private const long MostLetters = 1 << 20;

    private readonly Dictionary<HoconNode, HoconNode?> _read = new(ReferenceEqualityComparer.Instance);
    private readonly List<(HoconNode Node, string Name)> _reading = [];
    private long _letters;

    /// <summary>The whole.</summary>
    /// <exception cref="InvalidConfigurationException">A reference leads nowhere, in a circle, or to something of
    /// another kind.</exception>
    public HoconObject Root() => Merge([], Parts([], All(), out _));

    /// <summary>What stands under a key of the root, or null.</summary>
    /// <inheritdoc cref="Root"/>
    public HoconNode? Find(string key) => Fold([key], WrittenAt([key])) is { } node and not HoconNull ? node : null;

    private Written[] All() => [.. layers.Select((layer, i) => new Written(i, layer))];

    /// <summary>What all that was written under a path comes to; null for nothing.</summary>
    private HoconNode? Fold(IReadOnlyList<string>? path, ArraySegment<Written> written)
    {
        var parts = Parts(path, written, out var plain);

        return parts.Count > 0 ? Merge(path, parts) : plain is HoconArray array ? Items(array) : plain;
    }

    /// <summary>The objects that merge, lowest first; where there is none, the value that is on top.</summary>
    private List<Written> Parts(IReadOnlyList<string>? path, ArraySegment<Written> written, out HoconNode? plain)
    {
        var parts = new List<Written>();
        var appended = new List<HoconNode>();
        HoconNode? below = null;

        for (var i = written.Count - 1; i >= 0 && below is null; i--)
        {
            var (layer, node) = written[i];
            var value = node is HoconReference or HoconJoin ? Read(node, path, written[..i]) : node;

            if (value is HoconAppend append && parts.Count == 0)
                appended.Add(append.Item);
            else if (value is HoconDraft or HoconObject && appended.Count == 0)
                parts.Add(new Written(layer, value));
            else
                below = value;
        }

        parts.Reverse();
        appended.Reverse();
        plain = parts.Count > 0 ? null : appended.Count == 0 ? below : new HoconArray(
            appended[0].Origin,
            [
                .. below is null or HoconNull ? [] : (below as HoconArray)?.Items
                ?? throw new InvalidConfigurationException(
                    appended[0].Origin,
                    $"{string.Join('.', path ?? [])} is {below}, and += appends to an array only; write = to replace "
                        + "it."),
                .. appended,
            ]);

        return parts;
    }

    private HoconObject Merge(IReadOnlyList<string>? path, List<Written> parts)
    {
        var whole = new HoconObject(OriginOf(path, parts));

        foreach (var key in parts.SelectMany(Keys).Distinct())
            if (Fold(path is null ? null : [.. path, key], Under(parts, key)) is { } value and not HoconNull)
                whole.Set(key, value);

        MarkLeftovers(whole, path, parts);

        return whole;
    }

    /// <summary>
    /// Where a key that is missing belongs: in the root that is the uppermost document, not a word of the command line.
    /// </summary>
    private static Origin OriginOf(IReadOnlyList<string>? path, List<Written> parts)
    {
        var origins = parts.Select(part => part.Node.Origin).ToList();

        return (path is [] ? origins.LastOrDefault(origin => origin.Line > 0) : null) ?? origins.LastOrDefault()
            ?? new Origin("", 0);
    }

    /// <summary>Layer by layer, as <see cref="HoconObject.Over"/> does with two.</summary>
    private void MarkLeftovers(HoconObject whole, IReadOnlyList<string>? path, List<Written> parts)
    {
        var known = new HashSet<string>();
        var left = new HashSet<string>();
        string? kind = null;

        foreach (var layer in parts.GroupBy(part => part.Layer))
        {
            var own = layer.SelectMany(Keys).ToHashSet();
            var ownKind = own.Contains("kind")
                ? (Fold(path is null ? null : [.. path, "kind"], Under(layer, "kind")) as HoconValue)?.Text
                : null;

            if (kind is not null && ownKind is not null && kind != ownKind)
                left = [.. known];

            left.ExceptWith(own);
            left.UnionWith(layer.SelectMany(part => (part.Node as HoconObject)?.Leftovers ?? []));
            known.UnionWith(own);
            kind = ownKind ?? kind;
        }

        whole.Leftovers = left.Count > 0 ? left : null;
    }

    private HoconArray Items(HoconArray array) => new(array.Origin, [.. array.Items.Select(Item).OfType<HoconNode>()]);

    private HoconNode? Item(HoconNode node)
    {
        Written[] written = node is HoconPile pile
            ? [.. pile.Layers.Select(layer => new Written(0, layer))] : [new Written(0, node)];

        return Fold(null, written) is var item and not HoconNull
            ? item
            : throw new InvalidConfigurationException(
                node.Origin, "null cannot stand in an array; take it out, or quote the text.");
    }

    private Written[] WrittenAt(IReadOnlyList<string> path) => Down([], All(), path);

    /// <summary>What was written under keys that lead on from <paramref name="path"/>.</summary>
    private Written[] Down(IReadOnlyList<string> path, ArraySegment<Written> written, IEnumerable<string> keys)
    {
        Written[] under = [.. written];

        foreach (var key in keys)
            (under, path) = (Under(Parts(path, under, out _), key), [.. path, key]);

        return under;
    }

    private static Written[] Under(IEnumerable<Written> parts, string key) =>
    [
        .. from part in parts
           from node in part.Node switch
           {
               HoconDraft draft => draft[key],
               HoconObject made when made.Items.TryGetValue(key, out var item) => [item],
               _ => [],
           }
           select new Written(part.Layer, node),
    ];

    private static IEnumerable<string> Keys(Written part) =>
        part.Node is HoconDraft draft ? draft.Keys : ((HoconObject)part.Node).Items.Keys;

    private HoconNode? Read(HoconNode node, IReadOnlyList<string>? path, ArraySegment<Written> below)
    {
        if (_read.TryGetValue(node, out var known))
            return known;

        var name = node is HoconReference ? node.ToString()! : "";

        if (_reading.FindIndex(reading => ReferenceEquals(reading.Node, node)) is >= 0 and var from)
            throw new InvalidConfigurationException(
                node.Origin,
                string.Join(" leads to ",
                    _reading[from..].Append(_reading[from]).Select(reading => reading.Name).Where(IsNamed))
                + "; take one of them out of the circle.");

        if (_reading.Count == LongestChain)
            throw new InvalidConfigurationException(
                node.Origin, $"more than {LongestChain} references lead to each other; take some out.");

        _reading.Add((node, name));
        var value = node is HoconJoin join
            ? join.Join([.. join.Pieces.Select(piece => Piece(piece.Node, path, below))])
            : Look((HoconReference)node, path, below);
        _reading.RemoveAt(_reading.Count - 1);

        return _read[node] = value;
    }

    private HoconNode? Piece(HoconNode node, IReadOnlyList<string>? path, ArraySegment<Written> below) => node switch
    {
        HoconReference => Read(node, path, below),
        HoconArray array => Items(array),
        _ => node,
    };

    private HoconNode? Look(HoconReference reference, IReadOnlyList<string>? path, ArraySegment<Written> below)
    {
        var target = reference.Path;
        var isOwn = path is not null && target.Take(path.Count).SequenceEqual(path);
        // isOwn: there is a path.
        var value = Fold(target, isOwn ? Down(path!, below, target.Skip(path!.Count)) : WrittenAt(target));

        if (value is null && environment?.Invoke(reference.Name) is { } variable)
            value = new HoconValue(reference.Origin, variable);

        if (value is null && !reference.IsOptional)
            throw new InvalidConfigurationException(
                reference.Origin,
                $"{reference} is neither a key that is written {(isOwn ? "before" : "here")} nor a variable of the "
                + "environment; "
                + $"write it, or ${{?{reference.Name}}} to do without.");

        if (value is not (null or HoconObject) && reference.MustBeObject)
            throw new InvalidConfigurationException(
                reference.Origin,
                $"{reference} is {value} and stands beside an object; it must be keys and values between braces.");

        if ((_letters += Letters(value)) > MostLetters)
            throw new InvalidConfigurationException(
                reference.Origin,
                $"the references make more than {MostLetters} letters of the document; take some out.");

        return value is HoconValue { Text: var text } ? new HoconValue(reference.Origin, text) : value;
    }

    private static long Letters(HoconNode? node) => node switch
    {
        HoconValue value => 1 + value.Text.Length,
        HoconArray array => 1 + array.Items.Sum(Letters),
        HoconObject whole => 1 + whole.Items.Sum(item => item.Key.Length + Letters(item.Value)),
        _ => 1,
    };

    /// <summary>Something that was written, and in which of the documents.</summary>
    private readonly record struct Written(int Layer, HoconNode Node);

    private static bool IsNamed(string name) => name.Length > 0;
}
