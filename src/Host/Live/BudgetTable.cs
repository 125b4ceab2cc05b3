using Riverrun.Actors.Projections;
using Riverrun.Host.Export;

namespace Riverrun.Host.Live;

/// <summary>The outcome of runs as text: budget, validation loss, bits per byte, steps spent, checkpoint.</summary>
public static class BudgetTable
{
    /// <summary>
    /// One row a budget; several runs get a column with their names, branches that share a budget
    /// one with theirs, further figures one each.
    /// </summary>
    /// <param name="runs">The runs as they stand.</param>
    /// <returns>Lines that end in a line feed; empty when there is no budget.</returns>
    public static string Of(IReadOnlyList<RunView> runs)
    {
        var budgets = runs.SelectMany(run => run.Budgets.Select(budget => (Run: run, Budget: budget))).ToArray();

        if (budgets.Length == 0)
            return "";

        var hasBits = budgets.Any(row => row.Budget.BitsPerByte is not null);
        var hasTwins = runs.Any(run => run.Budgets.DistinctBy(budget => budget.Steps).Count() < run.Budgets.Count);
        var metrics = budgets.SelectMany(row => row.Budget.Metrics?.Keys ?? []).Distinct().Order(StringComparer.Ordinal).ToArray();

        return Columns.Align(
            [
                .. Only(runs.Count > 1, "run"), .. Only(hasTwins, "branch"), "budget#",
                "validation loss, nats#", .. Only(hasBits, "bits per byte#"),
                .. metrics.Select(name => name + "#"), "steps spent#", "checkpoint",
            ],
            budgets.Select(row => (IReadOnlyList<string>)
            [
                .. Only(runs.Count > 1, row.Run.Name),
                .. Only(hasTwins, row.Budget.Branch),
                Numbers.Steps(row.Budget.Steps),
                row.Budget.ValidationLossNats is null ? row.Budget.Status : Numbers.Nats(row.Budget.ValidationLossNats),
                .. Only(hasBits, Numbers.Nats(row.Budget.BitsPerByte)),
                .. metrics.Select(name => Numbers.Nats(
                    row.Budget.Metrics is { } figures && figures.TryGetValue(name, out var figure) ? figure : null)),
                Numbers.Steps(row.Budget.SpentSteps),
                Numbers.Short(row.Budget.Checkpoint),
            ]));
    }

    private static IEnumerable<string> Only(bool wanted, string cell) => wanted ? [cell] : [];
}
