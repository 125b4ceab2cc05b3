using System.Collections;
using System.Reflection;
using Riverrun.Models.Hocon;
using Riverrun.Models.Plans;
using Riverrun.Models.Tasks;
using Riverrun.Models.Training.Births;

namespace Riverrun.Models.Specs.Records;

/// <summary>
/// Reads a section of a spec into a record: the parameters of its constructor are the keys. A family of records is told
/// apart by the key <c>kind</c>; a list of records whose first parameter is a name is a section with a key for each.
/// </summary>
public static class RecordReader
{
    /// <summary>Reads a record and refuses keys that it does not have.</summary>
    /// <exception cref="InvalidConfigurationException">A key or a value is wrong, or values contradict each
    /// other.</exception>
    /// <exception cref="NotSupportedException">A parameter has a type that no key can have.</exception>
    public static T Read<T>(Section section)
        where T : class
    {
        var record = (T)Read(typeof(T), section);
        section.Complete();

        return record;
    }

    /// <summary>Reads a record, and leaves it to the caller to refuse other keys of the section.</summary>
    /// <param name="type">The record's type.</param>
    /// <param name="section">Where its keys lie.</param>
    /// <param name="named">What its first parameter is where the section is named so; null for a key like the
    /// others.</param>
    internal static object Read(Type type, Section section, string? named = null)
    {
        var keys = RecordKey.Of(type);
        var values = new Dictionary<string, object?>(StringComparer.OrdinalIgnoreCase);

        if (named is not null)
            values[keys[0].Parameter.Name!] = named;

        var record = RecordKey.ConstructorOf(type).Invoke([.. keys.Select(Value)]);

        section.CompleteChildren();

        return record is not IConsistent checkable || checkable.Problem() is not { } problem
            ? record
            : throw Refusal(section, problem);

        object? Value(RecordKey key)
        {
            var name = key.Parameter.Name!;

            if (!values.TryGetValue(name, out var value))
                values[name] = value =
                    Read(key, section, key.DefaultMethod is { } method
                        ? method.Invoke(null, [.. Arguments(method)]) : key.Default);

            return value;
        }

        IEnumerable<object?> Arguments(MethodInfo method) => method.GetParameters()
            .Select(argument =>
                Value(keys.Single(
                    key => string.Equals(key.Parameter.Name, argument.Name, StringComparison.OrdinalIgnoreCase))));
    }

    private static object? Read(RecordKey key, Section section, object? otherwise)
    {
        var (place, name) = Place(section, key.Path);
        var mayBeNull = key.HasDefault && otherwise is null;

        return key.Type switch
        {
            _ when name.Length > 0 && mayBeNull && !place.Has(name) => null,
            var type when type == typeof(ObjectiveConfig) => KindKeys.Read(
                place.Child(name), ObjectiveKinds.Kinds, (kind, settings) => new ObjectiveConfig(kind, settings)),
            var type when type == typeof(TransferConfig) => KindKeys.Read(
                place.Child(name), Transfers.Kinds, (kind, settings) => new TransferConfig(kind, settings)),
            var type when RecordKinds.IsFamily(type) => Kind(type, place, name, otherwise),
            var type when ItemOf(type) is { } item => Items(item, key, place, name),
            var type when Scalar(key, type, place, name, otherwise) is { } scalar => scalar,
            { IsPrimitive: false } type => Read(type, name.Length == 0 ? place : Child(type, place, name)),
            var type => throw new NotSupportedException($"{place.PathOf(name)} is a {type.Name}, which no key can be."),
        };
    }

    private static object? Scalar(RecordKey key, Type type, Section place, string name, object? otherwise) =>
        type switch
        {
            _ when type == typeof(bool) => place.Flag(name, (bool?)otherwise),
            _ when type == typeof(string) => place.Text(name, (string?)otherwise),
            _ when type == typeof(double) => place.Number(name, (double?)otherwise, key.Range.Holds, key.Range.Words()),
            _ when type == typeof(int) =>
                place.Count(name, (int?)otherwise, (int)key.Range.LeastOf(type), (int)key.Range.MostOf(type)),
            _ when type == typeof(long) && key.Unit == SpecKeyAttribute.Bytes =>
                place.Size(name, key.Range.LeastOf(type), key.Range.MostOf(type), (long?)otherwise),
            _ when type == typeof(long) =>
                place.Whole(name, (long?)otherwise, key.Range.LeastOf(type), key.Range.MostOf(type)),
            { IsEnum: true } => Member(type, place, name, otherwise),
            _ => null,
        };

    private static object Member(Type type, Section place, string name, object? otherwise)
    {
        var members = RecordKinds.Members(type);

        return members[place.Choice(name, otherwise is null ? null : RecordKinds.NameOf(otherwise), [.. members.Keys])];
    }

    private static object Kind(Type family, Section place, string name, object? otherwise)
    {
        var kinds = RecordKinds.Of(family);

        // A kind that needs no other key may be written as a word: tokenizer = bytes.
        if (place.Find(name) is HoconValue word)
        {
            if (!kinds.TryGetValue(word.Text, out var named) || RecordKinds.Example(named, word.Text) != word.Text)
                throw place.Wrong(
                    name, $"must be {Either([.. kinds.Select(kind => RecordKinds.Example(kind.Value, kind.Key))])}");

            var section = place.Beside(new HoconObject(word.Origin), place.PathOf(name));
            section.Note("kind", word.Text);

            return Read(named, section);
        }

        var inner = place.Child(name);
        var usual = otherwise as string ?? (otherwise is null ? null : RecordKinds.NameOf(family, otherwise.GetType()));

        return Read(kinds[inner.Choice("kind", usual, [.. kinds.Keys])], inner);
    }

    private static Section Child(Type record, Section place, string name) => place.Find(name) is null or HoconObject
        ? place.Child(name)
        : throw place.Wrong(name, $"must be {RecordKinds.Example(record)}");

    private static IList Items(Type item, RecordKey key, Section place, string name)
    {
        if (item == typeof(string))
            return (IList)place.Texts(name);

        if (item == typeof(long))
            return (IList)place.Wholes(name, key.Range.LeastOf(item), key.Range.MostOf(item));

        var records = (IList)Activator.CreateInstance(typeof(List<>).MakeGenericType(item))!;
        var section = place.Child(name);

        foreach (var named in section.Keys.Order(StringComparer.Ordinal))
            records.Add(Read(item, section.Child(named), named));

        return records;
    }

    private static Type? ItemOf(Type type) =>
        type.IsGenericType && type.GetGenericTypeDefinition() == typeof(IReadOnlyList<>)
            ? type.GetGenericArguments()[0] : null;

    private static (Section Place, string Name) Place(Section section, string path)
    {
        var parts = path.Split('.');

        return (parts[..^1].Aggregate(section, (place, part) => place.Child(part)), parts[^1]);
    }

    private static InvalidConfigurationException Refusal(Section section, KeyProblem problem)
    {
        var (place, name) = Place(section, problem.Key);

        return place.Wrong(name, problem.RightWith(section.PathOf));
    }

    private static string Either(IReadOnlyList<string> words) =>
        words.Count == 1 ? words[0] : $"{string.Join(", ", words.SkipLast(1))} or {words[^1]}";
}
