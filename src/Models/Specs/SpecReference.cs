using System.Globalization;
using Riverrun.Models.Plans;
using Riverrun.Models.Specs.Records;
using Riverrun.Models.Tasks;
using Riverrun.Models.Training.Births;

namespace Riverrun.Models.Specs;

/// <summary>The keys that a spec can have, told from the records that they are read into.</summary>
public static class SpecReference
{
    private static readonly SpecKey[] Varied =
    [
        new(SpecVariants.Seeds, "numbers", "whole, at least 0", "none", "A run for each seed, named after it", []),
        new(
            SpecVariants.Sweep, "keys with lists", "", "none",
            "A run for each combination of values, such as { learning-rate.peak = [1e-3, 3e-3] }, named after them",
            []),
    ];

    /// <summary>All of them, in the order in which a spec is written; those of registered objectives too.</summary>
    public static IReadOnlyList<SpecKey> All() =>
    [
        .. Varied
            .Concat(Of(typeof(SpecKeys), "", null))
            .Concat(Of(typeof(StageKeys), "stages[].", null))
            .Concat(Transfers.Kinds.All.SelectMany(kind => Of(kind.Settings, "stages[].carry.transfer.", kind.Name)))
            .Concat(ObjectiveKinds.Kinds.All.SelectMany(kind => Of(kind.Settings, "objective.", kind.Name)))
            .GroupBy(key => key with { Kinds = [] }, (key, same) =>
                key with { Kinds = [.. same.SelectMany(one => one.Kinds).Distinct()] }),
    ];

    /// <summary>Those of a kind, or of a section.</summary>
    /// <param name="kindOrSection"><c>llama</c>, <c>learning-rate</c>.</param>
    public static IReadOnlyList<SpecKey> Of(string kindOrSection) =>
    [
        .. All().Where(key =>
            key.Kinds.Contains(kindOrSection) || key.Path == kindOrSection
                || key.Path.StartsWith($"{kindOrSection}.", StringComparison.Ordinal)),
    ];

    /// <summary>What <see cref="Of(string)"/> knows.</summary>
    public static IReadOnlyList<string> Names() =>
    [
        .. All().SelectMany(key => (string[])[key.Path.Split('.')[0], .. key.Kinds]).Distinct(),
    ];

    private static IEnumerable<SpecKey> Of(Type record, string prefix, string? kind) =>
        RecordKey.Of(record).SelectMany(key => Of(key, prefix, kind));

    private static IEnumerable<SpecKey> Of(RecordKey key, string prefix, string? kind)
    {
        var (type, path) = (key.Type, prefix + key.Path);

        if (type.IsAssignableTo(typeof(RegisteredConfig)))
            return [Row("kind", "choice", "one that the program has; its keys follow")];

        if (RecordKinds.IsFamily(type))
            return
            [
                Row("kind", "choice", Either(RecordKinds.Of(type).Keys)),
                .. RecordKinds.Of(type).SelectMany(one => Of(one.Value, $"{path}.", one.Key)),
            ];

        var item = type.IsGenericType ? type.GetGenericArguments()[0] : null;

        if (item is not null && item != typeof(string) && !item.IsPrimitive)
            return Of(item, $"{path}.NAME.", kind)
                .Where(row => !row.Path.EndsWith(".NAME.name", StringComparison.Ordinal));

        if (type == typeof(string) || type.IsPrimitive || type.IsEnum || item is not null)
            return [Row(null, UnitOf(item ?? type), RangeOf(key, item ?? type))];

        return Of(type, key.Path.Length == 0 ? prefix : $"{path}.", kind);

        SpecKey Row(string? inner, string unit, string range) => new(
            inner is null ? path : $"{path}.{inner}", key.Unit ?? unit, range, DefaultOf(key),
            DocComments.Of(key.Parameter), kind is null ? [] : [kind]);
    }

    private static string UnitOf(Type type) =>
        type == typeof(bool) ? "flag" : type == typeof(string) ? "text" : type.IsEnum ? "choice" : "number";

    private static string RangeOf(RecordKey key, Type type) =>
        type.IsEnum ? Either(RecordKinds.Members(type).Keys)
        : key.Unit == SpecKeyAttribute.Bytes ? "a size, such as 20GiB"
        : type == typeof(int) || type == typeof(long) ? $"whole, {key.Range.Column()}".TrimEnd(',', ' ')
        : type == typeof(double) ? key.Range.Column()
        : "";

    private static string DefaultOf(RecordKey key) => key switch
    {
        { DefaultMethod: { } method } => DocComments.Of(method),
        { HasDefault: false } => "",
        { Default: null } => "none",
        { Default: bool flag } => flag ? "true" : "false",
        { Default: Enum member } => RecordKinds.NameOf(member),
        { Unit: SpecKeyAttribute.Bytes, Default: long size } => Hocon.ByteSizes.Write(size),
        { Default: IFormattable number } => number.ToString(null, CultureInfo.InvariantCulture).Replace('E', 'e'),
        _ => $"{key.Default}",
    };

    private static string Either(IEnumerable<string> names) => string.Join(" ", names);
}
