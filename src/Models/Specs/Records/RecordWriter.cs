using System.Collections;
using System.Globalization;
using System.Text.Json;
using Riverrun.Models.Hocon;
using Riverrun.Models.Plans;

namespace Riverrun.Models.Specs.Records;

/// <summary>
/// Writes a record as the section that <see cref="RecordReader"/> reads it from, defaults among its keys. Pure.
/// </summary>
internal static class RecordWriter
{
    private static readonly Origin Here = new("the effective spec", 0);

    /// <summary>A section with every key of a record that has a value.</summary>
    public static HoconObject Write(object record)
    {
        var section = new HoconObject(Here);
        Add(section, record, RecordKey.Of(record.GetType()));

        return section;
    }

    private static HoconValue Text(string text) => new(Here, text);

    /// <summary>A section with the kind of a record of a family, and its keys.</summary>
    public static HoconObject WriteKind<TFamily>(TFamily record)
        where TFamily : notnull => Kind(typeof(TFamily), record);

    /// <summary>Values between brackets.</summary>
    public static HoconArray Array(IEnumerable<HoconNode> values) => new(Here, [.. values]);

    private static void Add(HoconObject section, object record, IEnumerable<RecordKey> keys)
    {
        foreach (var key in keys)
            if (key.ValueOf(record) is not { } value)
                continue;
            else if (key.Path.Length == 0)
                Add(section, value, RecordKey.Of(value.GetType()));
            else
                Put(section, HoconObject.At(key.Path.Split('.'), Node(key, value)));
    }

    private static void Put(HoconObject section, HoconObject keys)
    {
        foreach (var (key, node) in keys.Items)
            section.Set(key, node);
    }

    private static HoconNode Node(RecordKey key, object value) => value switch
    {
        string text => Text(text),
        bool flag => Text(flag ? "true" : "false"),
        Enum member => Text(RecordKinds.NameOf(member)),
        long size when key.Unit == SpecKeyAttribute.Bytes => Text(ByteSizes.Write(size)),
        IFormattable number => Text(number.ToString(null, CultureInfo.InvariantCulture)),
        RegisteredConfig registered => Registered(registered),
        IEnumerable items => Items(items.Cast<object>().ToList(), key),
        _ => Kind(key.Type, value),
    };

    private static HoconNode Items(List<object> items, RecordKey key)
    {
        if (items.TrueForAll(item => item is string or long))
            return Array(items.Select(item => Node(key, item)));

        var section = new HoconObject(Here);

        foreach (var item in items)
        {
            var named = RecordKey.Of(item.GetType());
            var inner = new HoconObject(Here);
            Add(inner, item, named.Skip(1));
            section.Set((string)named[0].ValueOf(item)!, inner);
        }

        return section;
    }

    private static HoconObject Kind(Type type, object value)
    {
        if (!RecordKinds.IsFamily(type))
            return Write(value);

        var section = new HoconObject(Here);
        section.Set("kind", Text(RecordKinds.NameOf(type, value.GetType())));
        Add(section, value, RecordKey.Of(value.GetType()));

        return section;
    }

    private static HoconObject Registered(RegisteredConfig registered)
    {
        var section = new HoconObject(Here);
        section.Set("kind", Text(registered.Kind));

        foreach (var setting in registered.Settings.EnumerateObject())
            section.Set(setting.Name, Node(setting.Value));

        return section;
    }

    private static HoconNode Node(JsonElement json)
    {
        if (json.ValueKind == JsonValueKind.Array)
            return Array(json.EnumerateArray().Select(Node));

        if (json.ValueKind != JsonValueKind.Object)
            return Text(json.ValueKind == JsonValueKind.String ? json.GetString()! : json.GetRawText());

        var section = new HoconObject(Here);

        foreach (var member in json.EnumerateObject())
            section.Set(member.Name, Node(member.Value));

        return section;
    }
}
