using Riverrun.Actors.Runs;
using Riverrun.Host.Printing;
using Riverrun.Models.Training;

namespace Riverrun.Host.Export;

/// <summary>Models that are ranked among each other.</summary>
/// <param name="Heading">What they were measured on.</param>
/// <param name="RankedBy">The figure that ranks them, and which way it improves.</param>
/// <param name="ByTokens">Whether those compare that read as many tokens, not those that took as many steps.</param>
/// <param name="Rows">Ascending by training, within it by figure; a model that is not there yet comes last.</param>
internal sealed record ComparedGroup(string Heading, Figure RankedBy, bool ByTokens, IReadOnlyList<ComparedBudget> Rows)
{
    /// <summary>Whether bits per byte rank them, not nats per token.</summary>
    public bool ByBits => RankedBy == Evaluation.Bits;

    /// <summary>Whether a run delivers a budget on two branches, so that a row needs the name of its own.</summary>
    private bool HasTwins => Rows.DistinctBy(row => (row.Run, row.Budget)).Count() < Rows.Count;

    /// <summary>The rows of runs that compare.</summary>
    /// <param name="rivals">The runs, or the parts of them.</param>
    /// <param name="tokens">What each of the whole runs read, by its name.</param>
    /// <param name="byTokens">Which axis.</param>
    internal static ComparedGroup Of(Rivals rivals, IReadOnlyDictionary<string, TokensRead> tokens, bool byTokens)
    {
        var rows = rivals.Runs.SelectMany(
            run => run.Run.Budgets.Select(budget => Row(run.Run, budget, tokens[run.Run.Name]))).ToArray();

        return new ComparedGroup(RivalNotes.Heading(rivals), rivals.RankedBy, byTokens,
        [
            .. rows
                .OrderBy(row => (byTokens ? row.Tokens : row.Budget) ?? long.MaxValue)
                .ThenBy(row => row.Budget)
                .ThenBy(row => Ranking(row, rivals.RankedBy) is { } figure
                    ? rivals.RankedBy.Better == Better.Higher ? -figure : figure
                    : double.PositiveInfinity)
                .ThenBy(row => row.Run, StringComparer.Ordinal)
                .Select(row => row with { IsBest = IsBest(row, rows, rivals.RankedBy, byTokens) }),
        ]);
    }

    /// <summary>The rows as aligned columns of text; a star marks the best model for as much training.</summary>
    public string ToText() => Columns.Align(
        [
            "run", "policy", .. Only(HasTwins, "branch"), .. Only(ByTokens, "tokens#"), "budget#",
            .. Figures.SelectMany(
                figure => (string[])[FigureText.Short(figure) + "#", .. Only(figure == RankedBy, "")]), "steps spent#",
        ],
        Rows.Select(row => (IReadOnlyList<string>)
        [
            row.Run, row.Policy, .. Only(HasTwins, row.Branch), .. Only(ByTokens, Numbers.Steps(row.Tokens)),
            Numbers.Steps(row.Budget),
            .. Cells(row)
            .SelectMany((cell, i) => (string[])[cell, .. Only(Figures[i] == RankedBy, row.IsBest ? "*" : "")]),
            Numbers.Steps(row.SpentSteps),
        ]));

    /// <summary>The rows as a table of the page; the best model for as much training is highlighted.</summary>
    internal Html ToHtml() => Page.Table(
        $"{Heading}; by {(ByTokens ? "tokens" : "budget")}, {Best} first and highlighted.",
        [
            .. Only(ByTokens, "tokens#"), "budget#", "run", "policy", .. Only(HasTwins, "branch"),
            .. Figures.Select(figure => FigureText.Heading(figure) + "#"), "spent steps#",
        ],
        Rows.Select(row => Html.Of($"""
            <tr class="{(row.IsBest ? "own" : "")}">{(ByTokens ? Number(Numbers.Steps(row.Tokens)) : Html.Empty)}<th scope="row" class="n">{Numbers.Steps(row.Budget)}</th><td>{row.Run}</td><td>{row.Policy}</td>{(HasTwins
            ? Html.Of($"<td>{row.Branch}</td>") : Html.Empty)}{Cells(row).Select(Number)}{Number(Numbers.Steps(row.SpentSteps))}</tr>

            """)));

    private string Best =>
        (RankedBy == Evaluation.Bits
            ? "bits per byte" : RankedBy == Evaluation.Loss ? "held-out loss" : RankedBy.Name) is var name
        && RankedBy.Better == Better.Higher
        ? $"the highest {name}" : RankedBy.Better == Better.Lower ? $"the lowest {name}" : $"the least {name}";

    private IReadOnlyList<Figure> Figures => RankedBy == Evaluation.Loss || RankedBy == Evaluation.Bits
        ? [Evaluation.Loss, Evaluation.Bits]
        : [RankedBy, .. MeasuredFigures.Of(Rows.Select(row => row.Measured)).Where(figure => figure != RankedBy)];

    private IEnumerable<string> Cells(ComparedBudget row) =>
        Figures.Select((figure, i) => i == 0 && row.Measured is null
        ? row.Status
        : FigureText.Value(figure, MeasuredFigures.Value(row.Measured, figure)));

    private static ComparedBudget Row(RunView run, BudgetView budget, TokensRead tokens)
    {
        var cost = StepAxis.Steps.Cost(run, budget);

        return new ComparedBudget(
            run.Name, run.Policy, budget.Branch, budget.Steps, budget.Status == "reached"
                ? tokens.At(budget.Branch, budget.Steps) : null,
            budget.Status, budget.ValidationLossNats, budget.BitsPerByte, cost is { } steps ? (long)steps : null, false,
            budget.Measures);
    }

    private static bool IsBest(ComparedBudget row, IReadOnlyList<ComparedBudget> all, Figure rankedBy, bool byTokens)
    {
        var rivals = all
            .Where(other =>
                byTokens ? other.Tokens is not null && other.Tokens == row.Tokens : other.Budget == row.Budget)
            .Select(other => Ranking(other, rankedBy)).OfType<double>().ToArray();

        return rivals.Length > 1 && rankedBy.Better != Better.Neither
            && Ranking(row, rankedBy) is { } figure && rivals.All(other => !rankedBy.IsBetter(other, figure));
    }

    private static double? Ranking(ComparedBudget row, Figure rankedBy) =>
        MeasuredFigures.Value(row.Measured, rankedBy);

    private static Html Number(string text) => Html.Of($"<td class=\"n\">{text}</td>");

    private static string[] Only(bool wanted, string cell) => wanted ? [cell] : [];
}
