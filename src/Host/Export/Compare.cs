using Riverrun.Actors.Projections;
using Riverrun.Host.Live;

namespace Riverrun.Host.Export;

/// <summary>Puts several runs side by side: which has the better model at a budget, and what it cost.</summary>
/// <param name="Rows">Ascending by budget, within a budget by loss; a model that is not there yet comes last.</param>
public sealed record Compare(IReadOnlyList<ComparedBudget> Rows)
{
    /// <summary>Compares the runs as they stand.</summary>
    public static Compare Of(IReadOnlyList<RunView> runs)
    {
        var rows = runs.SelectMany(run => run.Budgets.Select(budget => (Run: run, Budget: budget))).ToArray();

        return new Compare([.. rows
            .OrderBy(row => row.Budget.Steps)
            .ThenBy(row => row.Budget.ValidationLossNats ?? double.PositiveInfinity)
            .ThenBy(row => row.Run.Name, StringComparer.Ordinal)
            .Select(row => new ComparedBudget(
                row.Run.Name, row.Run.Policy, row.Budget.Branch, row.Budget.Steps, row.Budget.Status, row.Budget.ValidationLossNats,
                row.Budget.BitsPerByte, row.Budget.SpentSteps, IsBest(row.Budget, [.. rows.Select(other => other.Budget)])))]);
    }

    /// <summary>Whether a run delivers a budget on two branches, so that a row needs the name of its own.</summary>
    private bool HasTwins => Rows.DistinctBy(row => (row.Run, row.Budget)).Count() < Rows.Count;

    /// <summary>The comparison as aligned columns of text; a star marks the best model of a budget.</summary>
    public string ToText() => Columns.Align(
        ["run", "policy", .. HasTwins ? ["branch"] : Array.Empty<string>(), "budget#", "nats#", "", "bits/byte#", "steps spent#"],
        Rows.Select(row => (IReadOnlyList<string>)
        [
            row.Run, row.Policy, .. HasTwins ? [row.Branch] : Array.Empty<string>(), Numbers.Steps(row.Budget),
            row.ValidationLossNats is null ? row.Status : Numbers.Nats(row.ValidationLossNats),
            row.IsBest ? "*" : "", Numbers.Nats(row.BitsPerByte), Numbers.Steps(row.SpentSteps),
        ]));

    /// <summary>Writes the comparison as one self-contained HTML file with the table, loss against cost, and all curves.</summary>
    /// <param name="runs">At least one.</param>
    /// <param name="file">Overwritten if it exists; its directory is made.</param>
    /// <exception cref="ArgumentException">There is no run.</exception>
    public static void WriteHtml(IReadOnlyList<RunHistory> runs, string file)
    {
        if (runs.Count == 0)
            throw new ArgumentException("A comparison needs at least one run; there is none.", nameof(runs));

        var views = runs.Select(run => run.Run).ToArray();
        var rows = Of(views).Rows;

        Page.Write($"{string.Join(", ", views.Select(run => run.Name))} compared · Riverrun", Html.Of($"""
            <header>
            <h1>{string.Join(" · ", views.Select(run => run.Name))}</h1>
            <p class="soft">{runs.Count} runs side by side: the same budgets, what each model is worth and what it cost.</p>
            </header>
            <section aria-label="Budgets">
            <h2>A model at every budget</h2>
            {Page.Table(
                "By budget, the lowest held-out loss first and highlighted.",
                ["budget#", "run", "policy", "validation loss, nats#", "bits per byte#", "spent steps#"],
                rows.Select(Row))}
            </section>
            <section aria-label="Curves">
            <h2>How they went</h2>
            {ChartSvg.Draw(RunCharts.Cost(views), 0)}
            {ChartSvg.Draw(RunCharts.Loss(runs), 1)}
            {ChartSvg.Draw(RunCharts.LearningRate(runs), 2)}
            </section>
            <footer class="soft">Written by Riverrun from the runs' journals. This file is complete: it needs no network.</footer>
            """), file);
    }

    private static bool IsBest(BudgetView budget, IReadOnlyList<BudgetView> all)
    {
        var rivals = all.Where(other => other.Steps == budget.Steps && other.ValidationLossNats is not null).ToArray();

        return rivals.Length > 1 && budget.ValidationLossNats is { } loss && rivals.All(other => !(other.ValidationLossNats < loss));
    }

    private static Html Row(ComparedBudget row) => Html.Of($"""
        <tr class="{(row.IsBest ? "own" : "")}"><th scope="row" class="n">{Numbers.Steps(row.Budget)}</th><td>{row.Run}</td><td>{row.Policy}</td><td class="n">{(row.ValidationLossNats is null
        ? row.Status : Numbers.Nats(row.ValidationLossNats))}</td><td class="n">{Numbers.Nats(row.BitsPerByte)}</td><td class="n">{Numbers.Steps(row.SpentSteps)}</td></tr>

        """);
}
