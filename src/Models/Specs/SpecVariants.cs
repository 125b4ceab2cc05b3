using System.Globalization;
using Riverrun.Models.Hocon;
using Riverrun.Models.Schedules;

namespace Riverrun.Models.Specs;

/// <summary>
/// What <c>seeds</c> and <c>sweep</c> make of a spec: a run for each combination, named after it. Both keys are gone
/// from the specs of the runs themselves. Pure.
/// </summary>
internal static class SpecVariants
{
    /// <summary>The key whose numbers are seeds.</summary>
    public const string Seeds = "seeds";

    /// <summary>The key that has other keys with a list of values each.</summary>
    public const string Sweep = "sweep";

    private const int LongestValue = 24;

    /// <summary>
    /// The combinations: what each is called and what it changes; one without a name where nothing is varied.
    /// </summary>
    /// <exception cref="InvalidConfigurationException">A key is no list, or there are too many
    /// combinations.</exception>
    public static IReadOnlyList<(string Suffix, HoconObject Changes)> Of(HoconObject tree)
    {
        var axes = Swept(tree).ToList();

        if (tree.Items.GetValueOrDefault(Seeds) is { } written)
            axes.Add(SeedsOf(tree, written));

        IEnumerable<(string Suffix, HoconObject Changes)> variants = [("", new HoconObject(tree.Origin))];

        foreach (var axis in axes)
            variants =
                from variant in variants
                from value in axis
                select ($"{variant.Suffix}-{value.Suffix}".TrimStart('-'), value.Changes.Over(variant.Changes));

        return axes.Aggregate(1L, (count, axis) => count * axis.Count) is var count && count <= BudgetRules.Most
            ? [.. variants]
            : throw new InvalidConfigurationException(
                tree.Origin, $"{Seeds} and {Sweep} make {count} runs; they must make at most {BudgetRules.Most}.");
    }

    /// <summary>A spec with what a variant changes, and without the keys that made it.</summary>
    public static HoconObject Applied(HoconObject tree, HoconObject changes)
    {
        tree.Remove(Seeds);
        tree.Remove(Sweep);

        return changes.Over(tree);
    }

    private static IReadOnlyList<(string Suffix, HoconObject Changes)> SeedsOf(HoconObject tree, HoconNode written)
    {
        var seeds = new Section(tree, "").Wholes(Seeds, 0, long.MaxValue);

        return seeds.Count > 0 && seeds.Distinct().Count() == seeds.Count
            ?
            [
                .. seeds.Select(seed => seed.ToString(CultureInfo.InvariantCulture))
                    .Select(seed => ($"seed{seed}", HoconObject.At(["seed"], new HoconValue(written.Origin, seed)))),
            ]
            : throw new InvalidConfigurationException(
                written.Origin, $"{Seeds} is {written}; it must be different numbers, at least one.");
    }

    private static IEnumerable<IReadOnlyList<(string Suffix, HoconObject Changes)>> Swept(HoconObject tree) =>
        tree.Items.GetValueOrDefault(Sweep) switch
        {
            null => [],
            HoconObject keys => Lists(keys, []).Select(list => Values(list.Path, list.Values)),
            var other => throw new InvalidConfigurationException(
                other.Origin,
                $"{Sweep} is {other}; it must be keys with lists, such as {{ learning-rate.peak = [1e-3, 3e-3] }}."),
        };

    private static IEnumerable<(string[] Path, HoconArray Values)> Lists(HoconObject keys, string[] above) =>
        keys.Items.SelectMany(item => item.Value switch
        {
            HoconObject inner => Lists(inner, [.. above, item.Key]),
            HoconArray { Items.Count: > 0 } values => [([.. above, item.Key], values)],
            var other => throw new InvalidConfigurationException(
                other.Origin,
                $"{Sweep}.{string.Join('.', [.. above, item.Key])} is {other}; it must be a list of values, at least "
                    + "one."),
        });

    private static IReadOnlyList<(string Suffix, HoconObject Changes)> Values(string[] path, HoconArray values)
    {
        var names = values.Items.Select(value => NamePart.Plain(NamePart.Brief($"{value}"))).ToList();
        var areTold = names.Distinct().Count() == names.Count
            && names.TrueForAll(name => name.Length is > 0 and <= LongestValue);

        return
        [
            .. values.Items.Select((value, i) => (
                $"{NamePart.Plain(path[^1])}-{(areTold ? names[i] : $"{i + 1}")}", HoconObject.At(path, value))),
        ];
    }
}
