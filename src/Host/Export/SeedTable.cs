using System.Text.RegularExpressions;
using Riverrun.Actors.Runs;
using Riverrun.Host.Printing;
using Riverrun.Models.Recipes;
using Riverrun.Models.Training;

namespace Riverrun.Host.Export;

/// <summary>Runs that differ by their seed alone, as mean and 95 % interval at each budget.</summary>
internal static partial class SeedTable
{
    /// <summary>As text: a row a group and budget; empty where no two runs differ by their seed alone.</summary>
    /// <returns>Lines that end in a line feed.</returns>
    public static string Of(IReadOnlyList<RunView> runs) => Rows(runs) is { Count: > 0 } rows
        ? Columns.Align(["runs", "budget#", "figure", "mean and 95 % interval"], rows)
        : "";

    /// <summary>As a section of a report; empty where there is nothing to show.</summary>
    public static Html Section(IReadOnlyList<RunView> runs) => Rows(runs) is { Count: > 0 } rows
        ? Html.Of($"""
            <section aria-label="Groups">
            <h2>Over seeds</h2>
            {Page.Table(
                "Runs that differ by their seed alone",
                ["runs", "budget#", "figure", "mean and 95 % interval"],
                rows.Select(row => Html.Of(
                    $"<tr><th scope=\"row\">{row[0]}</th><td class=\"n\">{row[1]}</td><td>{row[2]}</td><td>{row[3]}</td></tr>")))}
            </section>

            """)
        : Html.Empty;

    private static List<IReadOnlyList<string>> Rows(IReadOnlyList<RunView> runs) =>
    [
        .. from grouped in runs.GroupBy(run => Seed().Replace(run.Name, ""))
           let seeds = grouped.DistinctBy(run => run.Seed).Count()
           where seeds > 1 && seeds == grouped.Count()
           from budget in grouped.First().Budgets.Select(budget => budget.Steps).Distinct().Order()
           let measured = grouped.Select(run => Measured(run, budget)).OfType<Measure>().ToList()
           where measured.Count == seeds && measured.Select(measure => measure.Figure).Distinct().Count() == 1
           select (IReadOnlyList<string>)
           [
               grouped.Key,
               Numbers.Steps(budget),
               FigureText.Heading(measured[0].Figure),
               new OverSeeds([.. measured.Select(measure => measure.Value)]).ToString("0.0000"),
           ],
    ];

    private static Measure? Measured(RunView run, long budget) =>
        run.Budgets.FirstOrDefault(own => own.Steps == budget)?.Measured?.Headline;

    [GeneratedRegex("-seed[0-9]+$")]
    private static partial Regex Seed();
}
