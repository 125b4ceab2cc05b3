using System.Reflection;
using System.Text.Json.Serialization;

namespace Riverrun.Models.Hocon;

/// <summary>Reads the keys of one object by type, remembers which were asked for, and refuses the rest.</summary>
/// <param name="node">The object.</param>
/// <param name="path">Its path from the document's root; empty for the root.</param>
/// <param name="readings">Remembers what is read, of this object and of those in it.</param>
public sealed class Section(HoconObject node, string path, Readings readings)
{
    private readonly List<string> _known = [];
    private readonly OrderedDictionary<string, Section> _children = [];

    /// <summary>An object that is read for its own sake.</summary>
    public Section(HoconObject node, string path) : this(node, path, new Readings()) { }

    /// <summary>Its path from the document's root; empty for the root.</summary>
    public string Path => path;

    /// <summary>The keys that are written.</summary>
    public IEnumerable<string> Keys => node.Items.Keys;

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
            HoconValue { Text.Length: > 0 } value => readings.Note(PathOf(key), value.Text),
            null when otherwise is not null => readings.Note(PathOf(key), otherwise),
            _ => throw Wrong(key, "must be text"),
        };

    /// <summary>Text, or null when the key is not written or its text is empty.</summary>
    public string? OptionalText(string key) => Find(key) is null or HoconValue { Text.Length: 0 } ? null : Text(key);

    /// <summary>A whole number in [<paramref name="least"/>, <paramref name="most"/>].</summary>
    public long Whole(string key, long? otherwise = null, long least = 1, long most = long.MaxValue) =>
        readings.Note(
            PathOf(key), Find(key) is null && otherwise is { } value ? value : Whole(key, Find(key), least, most));

    /// <summary>A whole number that an <see cref="int"/> holds.</summary>
    public int Count(string key, int? otherwise = null, int least = 1, int most = int.MaxValue) =>
        (int)Whole(key, otherwise, least, most);

    /// <summary>
    /// Whole numbers, each in [<paramref name="least"/>, <paramref name="most"/>]; empty when the key is not written.
    /// </summary>
    public IReadOnlyList<long> Wholes(string key, long least, long most) =>
        Find(key) switch
        {
            HoconArray array => readings.Note<long[]>(
                PathOf(key), [.. array.Items.Select((item, i) => Whole($"{key}[{i}]", item, least, most))]),
            null => readings.Note<long[]>(PathOf(key), []),
            _ => throw Wrong(key, "must be whole numbers between brackets"),
        };

    /// <summary>Texts; empty when the key is not written.</summary>
    public IReadOnlyList<string> Texts(string key) =>
        Find(key) switch
        {
            HoconArray array when array.Items.All(item => item is HoconValue) =>
                readings.Note<string[]>(PathOf(key), [.. array.Items.Select(item => ((HoconValue)item).Text)]),
            null => readings.Note<string[]>(PathOf(key), []),
            _ => throw Wrong(key, "must be texts between brackets"),
        };

    /// <summary>A number for which <paramref name="holds"/>, which <paramref name="right"/> says in words.</summary>
    public double Number(string key, double? otherwise, Func<double, bool> holds, string right)
    {
        if (Find(key) is null && otherwise is { } value)
            return readings.Note(PathOf(key), value);

        return NumberText.Real((Find(key) as HoconValue)?.Text) is { } number && holds(number)
            ? readings.Note(PathOf(key), number)
            : throw Wrong(key, $"must be a number {right}");
    }

    /// <summary><c>true</c> or <c>false</c>, and what people write for them in HOCON: on and off, yes and no.</summary>
    public bool Flag(string key, bool? otherwise) =>
        (Find(key) as HoconValue)?.Text switch
        {
            "true" or "on" or "yes" => readings.Note(PathOf(key), true),
            "false" or "off" or "no" => readings.Note(PathOf(key), false),
            null when !Has(key) && otherwise is { } flag => readings.Note(PathOf(key), flag),
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
            HoconValue value when names.TryGetValue(value.Text, out var choice) => Chosen(key, value.Text, choice),
            null when otherwise is { } choice =>
                Chosen(key, names.First(name => name.Value.Equals(choice)).Key, choice),
            _ => throw Wrong(key, $"must be one of {string.Join(", ", names.Keys)}"),
        };

    /// <summary>One of some names, as text.</summary>
    public string Choice(string key, string? otherwise, params string[] names) =>
        Find(key) switch
        {
            HoconValue value when names.Contains(value.Text) => readings.Note(PathOf(key), value.Text),
            null when otherwise is not null => readings.Note(PathOf(key), otherwise),
            _ => throw Wrong(key, $"must be one of {string.Join(", ", names)}"),
        };

    /// <summary>A time with its unit: <c>150ms</c>, <c>2s</c>, <c>1m</c>.</summary>
    public TimeSpan Time(string key, TimeSpan least, TimeSpan most) =>
        Durations.Parse((Find(key) as HoconValue)?.Text) is { } time && time >= least && time <= most
            ? readings.Note(PathOf(key), time)
            : throw Wrong(
                key, $"must be a time with its unit from {Durations.Write(least)} to {Durations.Write(most)}, such as "
                    + "150ms");

    /// <summary>A size with its unit, in bytes: <c>8MiB</c>, <c>20GiB</c>.</summary>
    public long Size(string key, long least, long most, long? otherwise = null) =>
        Find(key) is null && otherwise is { } value ? readings.Note(PathOf(key), value)
        : ByteSizes.Parse((Find(key) as HoconValue)?.Text) is { } size && size >= least && size <= most
            ? readings.Note(PathOf(key), size)
            : throw Wrong(
                key, $"must be a size with its unit from {ByteSizes.Write(least)} to {ByteSizes.Write(most)}, such as "
                    + "20GiB");

    /// <summary>The object under a key, the same one each time; an empty one when the key is not written.</summary>
    public Section Child(string key)
    {
        if (!_children.TryGetValue(key, out var section))
            _children[key] = section = Find(key) switch
            {
                HoconObject child => new Section(child, PathOf(key), readings),
                null => new Section(new HoconObject(node.Origin), PathOf(key), readings),
                _ => throw Wrong(key, "must be keys and values between braces"),
            };

        return section;
    }

    /// <summary>
    /// The same object with <paramref name="upper"/> over it, read from the start under another path.
    /// </summary>
    public Section Over(HoconObject? upper, string at) =>
        new((upper ?? new HoconObject(node.Origin)).Over(node), at, readings);

    /// <summary>Another object of the same document.</summary>
    public Section Beside(HoconObject other, string at) => new(other, at, readings);

    /// <summary>The node under a key, whatever it is; null when the key is not written.</summary>
    public HoconNode? Find(string key)
    {
        if (!_known.Contains(key))
        {
            _known.Add(key);
            readings.Ask(PathOf(key));
        }

        return node.Items.GetValueOrDefault(key);
    }

    /// <summary>
    /// Remembers a value that was read as another one would have been: a short form, or a default of several keys.
    /// </summary>
    public void Note(string key, string value) => readings.Note(PathOf(key), value);

    /// <summary>
    /// Refuses what nobody asked for, here and in its children. Call it after the last key has been read.
    /// </summary>
    /// <exception cref="InvalidConfigurationException">There is an unknown key.</exception>
    public void Complete()
    {
        CompleteChildren();

        foreach (var key in node.Items.Keys.Except(_known).ToList())
        {
            if (node.Leftovers?.Contains(key) != true)
                throw new InvalidConfigurationException(
                    node.Items[key].Origin, $"{PathOf(key)} is not a key that exists here; {Suggest(key)}.");

            node.Remove(key);
        }
    }

    /// <summary>The same for its children only.</summary>
    /// <exception cref="InvalidConfigurationException">There is an unknown key.</exception>
    public void CompleteChildren()
    {
        foreach (var child in _children.Values)
            child.Complete();
    }

    private long Whole(string key, HoconNode? value, long least, long most)
    {
        var origin = value?.Origin ?? node.Origin;
        var isOpen = most is long.MaxValue or int.MaxValue && !(NumberText.Real((value as HoconValue)?.Text) >= most);
        var right = isOpen ? $"of at least {least}" : $"from {least} to {most}";

        return NumberText.Whole((value as HoconValue)?.Text) is { } number && number >= least && number <= most
            ? number
            : throw new InvalidConfigurationException(
                origin, $"{PathOf(key)} is {value?.ToString() ?? "missing"}; it must be a whole number {right}.");
    }

    private T Chosen<T>(string key, string name, T choice)
    {
        readings.Note(PathOf(key), name);

        return choice;
    }

    private string Suggest(string key) =>
        NearestName.Find(key, _known) is { } near
            ? $"perhaps you meant {PathOf(near)}"
            : $"the keys here are {string.Join(", ", _known)}";
}
