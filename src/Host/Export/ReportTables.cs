using Riverrun.Actors.Runs;
using Riverrun.Host.Printing;
using Riverrun.Models.Training;

namespace Riverrun.Host.Export;

/// <summary>The report's tables: summary and budgets.</summary>
internal static class ReportTables
{
    /// <summary>One line and a row of facts about a run.</summary>
    public static Html Summary(RunView run)
    {
        var reached = run.Budgets.Where(budget => budget.Status == "reached").ToArray();
        var best = Measure.Best(reached.Select(budget => budget.Measured?.Headline));
        var replay = run.ReplayChecks is { Steps: 0, Diverged: 0 } ? "none needed"
            : run.ReplayChecks.Diverged == 0 ? $"{Numbers.Steps(run.ReplayChecks.Steps)} steps, equal"
            : $"{Numbers.Steps(run.ReplayChecks.Diverged)} diverged";

        return Html.Of($"""
            <p class="soft">Run {run.Name} of recipe {run.Recipe}, policy {run.Policy}, seed {run.Seed}: {run.Status}.{(TrainedOn.Sentence(run) is { } computers ? " " + computers : "")}</p>
            {(run.Failure is null ? Html.Empty : Html.Of($"<p class=\"failure\">{run.Failure}</p>"))}
            <dl class="facts">
            {Fact("status", run.Status)}
            {Fact("budgets reached", $"{reached.Length} of {run.Budgets.Count}")}
            {Fact($"best {((best?.Figure ?? run.JudgedBy) is { } figure && figure != Evaluation.Loss ? figure.Name : "held-out loss")}",
                RivalNotes.OfBudgets([run]) is not null ? "no common measure" : best is null ? Numbers.Nats(null) : FigureText.WithUnit(best))}
            {Fact("optimizer steps spent", Numbers.Steps(run.SpentSteps))}
            {Fact("branches", Numbers.Steps(run.Branches.Count))}
            {Fact("replay checks", replay)}
            </dl>
            """);
    }

    /// <summary>Every budget with its model.</summary>
    public static Html Budgets(RunView run)
    {
        var figures = MeasuredFigures.Of([run]);
        var rivers = Numbers.HasRivers(run.Budgets);

        return Page.Table(
            $"{run.Name}: {(run.JudgedBy == Evaluation.Loss ? "held-out loss" : "held-out figures")} of the model at "
                + "each budget, and the steps it took.",
            [
                "budget#", .. figures.Select(figure => FigureText.Heading(figure) + "#"), "branch", "ancestor steps#",
                .. rivers ? ["spent by its river#", "spent by the run#"] : (string[])["spent steps#"], "checkpoint",
            ],
            run.Budgets.Select(budget => Html.Of($"""
                <tr><th scope="row" class="n">{Numbers.Steps(budget.Steps)}</th>{figures.Select((figure, i) => Number(Cell(budget, figure, i == 0)))}<td>{budget.Branch}</td>{Number(
                Numbers.Steps(budget.AncestorSteps))}{(rivers ? Number(Numbers.Steps(budget.RiverSteps)) : Html.Empty)}{Number(Numbers.Steps(budget.SpentSteps))}<td><code title="{budget.Checkpoint?.ToString()}">{Numbers.Short(budget.Checkpoint)}</code></td></tr>

                """)));
    }

    private static string Cell(BudgetView budget, Figure? figure, bool isFirst) => isFirst && budget.Measured is null
        ? budget.Status
        : figure is null
        ? Numbers.Nats(null) : FigureText.Value(figure, MeasuredFigures.Value(budget.Measured, figure));

    private static Html Number(string text) => Html.Of($"<td class=\"n\">{text}</td>");

    private static Html Fact(string name, string value) => Html.Of($"<div><dt>{name}</dt><dd>{value}</dd></div>\n");
}
