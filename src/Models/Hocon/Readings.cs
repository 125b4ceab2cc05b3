using System.Globalization;

namespace Riverrun.Models.Hocon;

/// <summary>
/// What the readers of a document asked for and what they read: each key with its value, defaults included, written one
/// way
/// whatever way it was written in the document. Two documents that say the same have the same readings.
/// </summary>
public sealed class Readings
{
    private readonly OrderedDictionary<string, string> _values = [];
    private readonly HashSet<string> _asked = [];

    /// <summary>Each key that was read, by its full path.</summary>
    public IReadOnlyDictionary<string, string> Values => _values;

    /// <summary>The full path of every key that a reader knows, whether it is written or not.</summary>
    public IReadOnlySet<string> Asked => _asked;

    /// <summary>A reader knows a key.</summary>
    public void Ask(string key) => _asked.Add(key);

    /// <summary>A key was read.</summary>
    public T Note<T>(string key, T value)
    {
        _values[key] = Text(value);

        return value;
    }

    private static string Text(object? value) => value switch
    {
        bool flag => flag ? "true" : "false",
        string text => text,
        System.Collections.IEnumerable items => $"[{string.Join(", ", items.Cast<object>().Select(Text))}]",
        IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
        _ => $"{value}",
    };
}
