using System.Text;

namespace Riverrun.Models.Hocon;

/// <summary>Pieces that stand beside each other on a line: one text, or one array.</summary>
/// <param name="origin">Where the first was written.</param>
/// <param name="pieces">The pieces, each with the spaces before it.</param>
public sealed class HoconJoin(Origin origin, IReadOnlyList<(string Space, HoconNode Node)> pieces) : HoconNode(origin)
{
    /// <summary>The pieces, each with the spaces before it.</summary>
    public IReadOnlyList<(string Space, HoconNode Node)> Pieces { get; } = pieces;

    /// <summary>Whether it must wait until references are followed.</summary>
    public bool HasReferences => Pieces.Any(piece => piece.Node is HoconReference);

    /// <summary>
    /// Joins what the pieces have turned out to be; null stands for a piece, and as answer for a whole, that is not
    /// there.
    /// </summary>
    /// <exception cref="InvalidConfigurationException">They are of different kinds.</exception>
    public HoconNode? Join(IReadOnlyList<HoconNode?> values)
    {
        var there = values.OfType<HoconNode>().ToList();

        return there.Count == 0 ? null
            : there.All(value => value is HoconValue or HoconNull) ? new HoconValue(Origin, Text(values))
            : there.All(value => value is HoconArray)
            ? new HoconArray(Origin, [.. there.SelectMany(value => ((HoconArray)value).Items)])
            : there.All(value => value is HoconObject)
            ? there.Cast<HoconObject>().Aggregate((lower, upper) => upper.Over(lower))
            : throw new InvalidConfigurationException(
                Origin,
                $"{this} joins values of different kinds; join texts with texts, arrays with arrays and objects with "
                + "objects, "
                + "or put a comma or a new line between.");
    }

    /// <inheritdoc/>
    public override string ToString() => string.Concat(Pieces.Select(piece => piece.Space + piece.Node)).TrimStart();

    private string Text(IReadOnlyList<HoconNode?> values)
    {
        var text = new StringBuilder();

        for (var i = 0; i < values.Count; i++)
            text.Append(i == 0 ? "" : Pieces[i].Space)
                .Append(values[i] is HoconValue value ? value.Text : values[i]?.ToString());

        return text.ToString();
    }
}

/// <summary>Objects that stand beside each other in an array: one object.</summary>
public sealed class HoconPile(Origin origin, IReadOnlyList<HoconNode> layers) : HoconNode(origin)
{
    /// <summary>The objects, later over earlier.</summary>
    public IReadOnlyList<HoconNode> Layers { get; } = layers;

    /// <inheritdoc/>
    public override string ToString() => string.Join(' ', Layers);
}

/// <summary><c>a += b</c>: one more item of the array that the key has been until then.</summary>
public sealed class HoconAppend(Origin origin, HoconNode item) : HoconNode(origin)
{
    /// <summary>The item.</summary>
    public HoconNode Item { get; } = item;

    /// <inheritdoc/>
    public override string ToString() => $"+= {Item}";
}
