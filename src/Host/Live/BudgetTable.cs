using Riverrun.Actors.Runs;
using Riverrun.Host.Printing;
using Riverrun.Models.Training;

namespace Riverrun.Host.Live;

/// <summary>The outcome of runs as text: budget, what was measured, steps spent, checkpoint.</summary>
internal static class BudgetTable
{
    /// <summary>
    /// One row a budget; several runs get a column with their names, branches that share a budget
    /// one with theirs, further figures one each. Where a budget's own river had spent something else than the run,
    /// both are told.
    /// </summary>
    /// <param name="runs">The runs as they stand.</param>
    /// <param name="width">
    /// Characters that a line may have: headings are shortened and then columns left out, the least needed first, until
    /// it fits.
    /// </param>
    /// <returns>Lines that end in a line feed; empty when there is no budget.</returns>
    public static string Of(IReadOnlyList<RunView> runs, int width = int.MaxValue)
    {
        var budgets = runs.SelectMany(run => run.Budgets.Select(budget => (Run: run, Budget: budget))).ToArray();

        if (budgets.Length == 0)
            return "";

        var columns = Columns(runs, [.. budgets.Select(row => row.Budget)]).ToList();
        var text = Align(columns, budgets, isShort: false);

        for (var isShort = true; Widest(text) > width; isShort = true)
        {
            var shorter = Align(columns, budgets, isShort);

            if (Widest(shorter) > width && columns.MaxBy(column => column.Rank) is { Rank: > 0 } least)
                columns.Remove(least);
            else if (Widest(shorter) > width)
                return shorter;

            text = shorter;
        }

        return text;
    }

    private static IEnumerable<Column> Columns(IReadOnlyList<RunView> runs, IReadOnlyList<BudgetView> budgets)
    {
        var hasTwins = runs.Any(run => run.Budgets.DistinctBy(budget => budget.Steps).Count() < run.Budgets.Count);
        var rivers = Numbers.HasRivers(budgets);
        var figures = MeasuredFigures.Of(runs);

        if (runs.Count > 1)
            yield return new Column("run", "run", 0, (run, _) => run.Name);

        if (hasTwins)
            yield return new Column("branch", "branch", 0, (_, budget) => budget.Branch);

        yield return new Column("budget#", "budget#", 0, (_, budget) => Numbers.Steps(budget.Steps));

        foreach (var (i, figure) in figures.Index())
            yield return new Column(
                FigureText.Heading(figure) + "#", FigureText.Short(figure) + "#", i == 0
                    ? 0 : figure == Evaluation.Bits ? 2 : 4,
                (_, budget) => i == 0 && budget.Measured is null ? budget.Status : Cell(budget, figure));

        if (rivers)
            yield return new Column("river's steps#", "river#", 3, (_, budget) => Numbers.Steps(budget.RiverSteps));

        yield return new Column(
            rivers ? "run's steps#" : "steps spent#", rivers ? "run#" : "spent#", 1,
            (_, budget) => Numbers.Steps(budget.SpentSteps));
        yield return new Column("checkpoint", "checkpoint", 5, (_, budget) => Numbers.Short(budget.Checkpoint));
    }

    private static string Cell(BudgetView budget, Figure? figure) =>
        figure is null ? Numbers.Nats(null) : FigureText.Value(figure, MeasuredFigures.Value(budget.Measured, figure));

    private static string Align(
        IReadOnlyList<Column> columns, IEnumerable<(RunView Run, BudgetView Budget)> budgets,
        bool isShort) => Printing.Columns.Align(
        [.. columns.Select(column => isShort ? column.Short : column.Heading)],
        budgets.Select(row => (IReadOnlyList<string>)[.. columns.Select(column => column.Cell(row.Run, row.Budget))]));

    private static int Widest(string text) => text.Split('\n').Max(line => line.Length);

    /// <summary>A column; the greater its rank, the sooner it is left out, and never at rank 0.</summary>
    private sealed record Column(string Heading, string Short, int Rank, Func<RunView, BudgetView, string> Cell);
}
