using System.Globalization;
using System.Reflection;
using System.Text.Json.Serialization;

namespace Riverrun.Host.Hocon;

/// <summary>Reads the keys of one object by type, remembers which were asked for, and refuses the rest.</summary>
/// <param name="node">The object.</param>
/// <param name="path">Its path from the document's root; empty for the root.</param>
public sealed class Section(HoconObject node, string path)
{
    private readonly List<string> _known = [];

    /// <summary>Whether a key is written.</summary>
    public bool Has(string key) => Find(key) is not null;

    /// <summary>The full path of a key, as messages and <c>--set</c> write it.</summary>
    public string PathOf(string key) => path.Length == 0 ? key : $"{path}.{key}";

    /// <summary>A refusal of what stands under <paramref name="key"/>.</summary>
    /// <param name="key">The key.</param>
    /// <param name="right">What would be right: <c>must be at least 1</c>.</param>
    public InvalidConfigurationException Wrong(string key, string right) =>
        Find(key) is { } value
            ? new InvalidConfigurationException(value.Origin, $"{PathOf(key)} is {value}; it {right}.")
            : new InvalidConfigurationException(node.Origin, $"{PathOf(key)} is missing; it {right}.");

    /// <summary>Text, or <paramref name="otherwise"/> when the key is not written.</summary>
    public string Text(string key, string? otherwise = null) =>
        Find(key) switch
        {
            HoconValue { Text.Length: > 0 } value => value.Text,
            null when otherwise is not null => otherwise,
            _ => throw Wrong(key, "must be text"),
        };

    /// <summary>Text, or null when the key is not written or its text is empty.</summary>
    public string? OptionalText(string key) => Find(key) is null or HoconValue { Text.Length: 0 } ? null : Text(key);

    /// <summary>A whole number in [<paramref name="least"/>, <paramref name="most"/>].</summary>
    public long Whole(string key, long? otherwise = null, long least = 1, long most = long.MaxValue) =>
        Find(key) is null && otherwise is { } value ? value : Whole(key, Find(key), least, most);

    /// <summary>A whole number that an <see cref="int"/> holds.</summary>
    public int Count(string key, int? otherwise = null, int least = 1, int most = int.MaxValue) =>
        (int)Whole(key, otherwise, least, most);

    /// <summary>Whole numbers, each in [1, <paramref name="most"/>]; empty when the key is not written.</summary>
    public IReadOnlyList<long> Wholes(string key, long most) =>
        Find(key) switch
        {
            HoconArray array => [.. array.Items.Select((item, i) => Whole($"{key}[{i}]", item, 1, most))],
            null => [],
            _ => throw Wrong(key, "must be whole numbers between brackets"),
        };

    /// <summary>Texts; empty when the key is not written.</summary>
    public IReadOnlyList<string> Texts(string key) =>
        Find(key) switch
        {
            HoconArray array when array.Items.All(item => item is HoconValue) => [.. array.Items.Select(item => item.ToString()!)],
            null => [],
            _ => throw Wrong(key, "must be texts between brackets"),
        };

    /// <summary>A number for which <paramref name="holds"/>, which <paramref name="right"/> says in words.</summary>
    public double Number(string key, double? otherwise, Func<double, bool> holds, string right)
    {
        if (Find(key) is null && otherwise is { } value)
            return value;

        var read = Find(key) is HoconValue { Text: var text }
            && double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
            && double.IsFinite(number)
            ? number
            : double.NaN;

        return !double.IsNaN(read) && holds(read) ? read : throw Wrong(key, $"must be a number {right}");
    }

    /// <summary><c>true</c> or <c>false</c>, and what people write for them in HOCON: on and off, yes and no.</summary>
    public bool Flag(string key, bool otherwise) =>
        (Find(key) as HoconValue)?.Text switch
        {
            "true" or "on" or "yes" => true,
            "false" or "off" or "no" => false,
            null when !Has(key) => otherwise,
            _ => throw Wrong(key, "must be true, on or yes, or else false, off or no"),
        };

    /// <summary>One of the names of an enumeration.</summary>
    public T Choice<T>(string key, T? otherwise = null) where T : struct, Enum
    {
        var names = typeof(T).GetFields(BindingFlags.Public | BindingFlags.Static).ToDictionary(
            field => field.GetCustomAttribute<JsonStringEnumMemberNameAttribute>()?.Name ?? field.Name,
            field => (T)field.GetValue(null)!);

        return Choice(key, names, otherwise);
    }

    /// <summary>One of some names.</summary>
    public T Choice<T>(string key, IReadOnlyDictionary<string, T> names, T? otherwise = null) where T : struct =>
        Find(key) switch
        {
            HoconValue value when names.TryGetValue(value.Text, out var choice) => choice,
            null when otherwise is { } choice => choice,
            _ => throw Wrong(key, $"must be one of {string.Join(", ", names.Keys)}"),
        };

    /// <summary>One of some names, as text.</summary>
    public string Choice(string key, string? otherwise, params string[] names) =>
        Find(key) switch
        {
            HoconValue value when names.Contains(value.Text) => value.Text,
            null when otherwise is not null => otherwise,
            _ => throw Wrong(key, $"must be one of {string.Join(", ", names)}"),
        };

    /// <summary>A time with its unit: <c>150ms</c>, <c>2s</c>, <c>1m</c>.</summary>
    public TimeSpan Time(string key, TimeSpan least, TimeSpan most) =>
        Durations.Parse((Find(key) as HoconValue)?.Text) is { } time && time >= least && time <= most
            ? time
            : throw Wrong(key, $"must be a time with its unit from {Durations.Write(least)} to {Durations.Write(most)}, such as 150ms");

    /// <summary>A size with its unit, in bytes: <c>8MiB</c>, <c>20GiB</c>.</summary>
    public long Size(string key, long least, long most) =>
        ByteSizes.Parse((Find(key) as HoconValue)?.Text) is { } size && size >= least && size <= most
            ? size
            : throw Wrong(key, $"must be a size with its unit from {ByteSizes.Write(least)} to {ByteSizes.Write(most)}, such as 20GiB");

    /// <summary>The object under a key; an empty one when the key is not written.</summary>
    public Section Child(string key) =>
        Find(key) switch
        {
            HoconObject child => new Section(child, PathOf(key)),
            null => new Section(new HoconObject(node.Origin), PathOf(key)),
            _ => throw Wrong(key, $"must be keys and values between braces"),
        };

    /// <summary>The same object with <paramref name="upper"/> over it, read from the start.</summary>
    public Section Over(HoconObject? upper) => new((upper ?? new HoconObject(node.Origin)).Over(node), path);

    /// <summary>The node under a key, whatever it is; null when the key is not written.</summary>
    public HoconNode? Find(string key)
    {
        if (!_known.Contains(key))
            _known.Add(key);

        return node.Items.GetValueOrDefault(key);
    }

    /// <summary>Refuses what nobody asked for. Call it after the last key has been read.</summary>
    /// <exception cref="InvalidConfigurationException">There is an unknown key.</exception>
    public void Complete()
    {
        foreach (var key in node.Items.Keys.Except(_known).ToList())
        {
            if (node.Leftovers?.Contains(key) != true)
                throw new InvalidConfigurationException(
                    node.Items[key].Origin, $"{PathOf(key)} is not a key that exists here; {Suggest(key)}.");

            node.Remove(key);
        }
    }

    private long Whole(string key, HoconNode? value, long least, long most)
    {
        var origin = value?.Origin ?? node.Origin;
        var right = most == long.MaxValue || most == int.MaxValue ? $"of at least {least}" : $"from {least} to {most}";

        return value is HoconValue { Text: var text }
            && long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number)
            && number >= least && number <= most
            ? number
            : throw new InvalidConfigurationException(
                origin, $"{PathOf(key)} is {value?.ToString() ?? "missing"}; it must be a whole number {right}.");
    }

    private string Suggest(string key) =>
        NearestName.Find(key, _known) is { } near
            ? $"perhaps you meant {PathOf(near)}"
            : $"the keys here are {string.Join(", ", _known)}";
}
