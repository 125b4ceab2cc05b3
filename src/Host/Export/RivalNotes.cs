using Riverrun.Actors.Runs;

namespace Riverrun.Host.Export;

/// <summary>Says in sentences what can be ranked and what cannot.</summary>
internal static class RivalNotes
{
    /// <summary>About all runs together.</summary>
    public static IEnumerable<string> Of(IReadOnlyList<Rivals> groups)
    {
        if (groups.Count > 1)
            yield return "Not ranked together, because they were measured on different held-out data: "
                + $"{string.Join("; ", groups.Select(Names))}. A lower loss in one of these says nothing about another.";

        foreach (var group in groups.Where(group => group.ByBits))
            yield return $"{Names(group)}: the same held-out text in different tokens or windows, so nats per token do not compare; "
                + "bits per byte rank them.";

        foreach (var group in groups.Where(group => group.HeldOut is null && group.Runs.Count > 1))
            yield return $"The journals of {Names(group)} do not say what they were measured on; "
                + "they are ranked as if it were the same.";
    }

    /// <summary>What a group is called: by what it was measured on.</summary>
    public static string Heading(Rivals group) =>
        group.HeldOut is { } on ? $"Measured on held-out data {on.Abbreviation}" : "Measured on data that the journal does not name";

    /// <summary>About the rows of one table of budgets; null where all of them compare.</summary>
    public static string? OfBudgets(IReadOnlyList<RunView> runs)
    {
        var measured = runs.SelectMany(run => run.Budgets).Select(budget => budget.HeldOut).OfType<Models.Training.HeldOut>().ToArray();
        var texts = measured.Select(on => on.Text ?? on.Tokens).Distinct().Count();

        return (measured.Select(on => on.Tokens).Distinct().Count(), texts) switch
        {
            ( <= 1, _) => null,
            (_, 1) => "These models read the same held-out text in different tokens or windows: compare bits per byte, not nats.",
            _ => $"These models were measured on {texts} different held-out data sets: figures of one do not compare with those of another.",
        };
    }

    private static string Names(Rivals group) => string.Join(", ", group.Runs.Select(run => run.Run.Name));
}
