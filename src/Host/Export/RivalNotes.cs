using Riverrun.Actors.Runs;
using Riverrun.Models.Training;

namespace Riverrun.Host.Export;

/// <summary>Says in sentences what can be ranked and what cannot.</summary>
internal static class RivalNotes
{
    /// <summary>About all runs together.</summary>
    public static IEnumerable<string> Of(IReadOnlyList<Rivals> groups)
    {
        if (groups.Count > 1)
            yield return groups.DistinctBy(group => group.Headline).Count() > 1
                ? "Not ranked together, because they are judged by different figures or were measured on different "
                    + "held-out data: "
                    + $"{string.Join("; ", groups.Select(group => $"{Names(group)} by {group.Headline.Name}"))}."
                : "Not ranked together, because they were measured on different held-out data: "
                    + $"{string.Join("; ", groups.Select(Names))}. {Better(groups[0].Headline)} in one of these says "
                    + "nothing about another.";

        foreach (var group in groups.Where(group => group.ByBits))
            yield return $"{Names(group)}: the same held-out text in different tokens or windows, so nats per token "
                + "do not compare; "
                + "bits per byte rank them.";

        foreach (var group in groups.Where(group => group.HeldOut is null && group.Runs.Count > 1))
            yield return $"The journals of {Names(group)} do not say what they were measured on; "
                + "they are ranked as if it were the same.";
    }

    /// <summary>What a group is called: by what it was measured on.</summary>
    public static string Heading(Rivals group) =>
        group.HeldOut is { } on
            ? $"Measured on held-out data {on.Abbreviation}" : "Measured on data that the journal does not name";

    /// <summary>About the rows of one table of budgets; null where all of them compare.</summary>
    public static string? OfBudgets(IReadOnlyList<RunView> runs)
    {
        var measured = runs.SelectMany(run => run.Budgets).Select(budget => budget.HeldOut).OfType<HeldOut>().ToArray();
        var texts = measured.Select(on => on.Text ?? on.Tokens).Distinct().Count();

        return (measured.Select(on => on.Tokens).Distinct().Count(), texts) switch
        {
            ( <= 1, _) => null,
            (_, 1) when runs.All(run => run.JudgedBy == Evaluation.Loss) =>
                "These models read the same held-out text in different tokens or windows: compare bits per byte, not "
                    + "nats.",
            _ => $"These models were measured on {texts} different held-out data sets: figures of one do not compare "
                + "with those of another.",
        };
    }

    private static string Better(Figure figure) => figure switch
    {
        { Better: Models.Training.Better.Lower } => $"A lower {figure.Name}",
        { Better: Models.Training.Better.Higher } => $"A higher {figure.Name}",
        _ => $"The {figure.Name}",
    };

    private static string Names(Rivals group) => string.Join(", ", group.Runs.Select(run => run.Run.Name));
}
