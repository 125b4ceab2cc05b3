using Riverrun.Actors.Runs;
using Riverrun.Host.Printing;

namespace Riverrun.Host.Export;

/// <summary>The report's tables: summary and budgets.</summary>
internal static class ReportTables
{
    /// <summary>One line and a row of facts about a run.</summary>
    public static Html Summary(RunView run)
    {
        var reached = run.Budgets.Where(budget => budget.Status == "reached").ToArray();
        var best = reached.Where(budget => budget.ValidationLossNats is not null).MinBy(budget => budget.ValidationLossNats);
        var replay = run.ReplayChecks is { Steps: 0, Diverged: 0 } ? "none needed"
            : run.ReplayChecks.Diverged == 0 ? $"{Numbers.Steps(run.ReplayChecks.Steps)} steps, equal"
            : $"{Numbers.Steps(run.ReplayChecks.Diverged)} diverged";

        return Html.Of($"""
            <p class="soft">Run {run.Name} of recipe {run.Recipe}, policy {run.Policy}, seed {run.Seed}: {run.Status}.{(TrainedOn.Sentence(run) is { } computers ? " " + computers : "")}</p>
            {(run.Failure is null ? Html.Empty : Html.Of($"<p class=\"failure\">{run.Failure}</p>"))}
            <dl class="facts">
            {Fact("status", run.Status)}
            {Fact("budgets reached", $"{reached.Length} of {run.Budgets.Count}")}
            {Fact("best held-out loss", RivalNotes.OfBudgets([run]) is not null ? "no common measure"
                : best is null ? Numbers.Nats(null) : $"{Numbers.Nats(best.ValidationLossNats)} nats")}
            {Fact("optimizer steps spent", Numbers.Steps(run.SpentSteps))}
            {Fact("branches", Numbers.Steps(run.Branches.Count))}
            {Fact("replay checks", replay)}
            </dl>
            """);
    }

    /// <summary>Every budget with its model.</summary>
    public static Html Budgets(RunView run)
    {
        var metrics = run.Budgets.SelectMany(budget => budget.Metrics?.Keys ?? []).Distinct().Order(StringComparer.Ordinal).ToArray();
        var hasBits = run.Budgets.Any(budget => budget.BitsPerByte is not null);
        var rivers = Numbers.HasRivers(run.Budgets);

        return Page.Table(
            $"{run.Name}: held-out loss of the model at each budget, and the steps it took.",
            [
                "budget#", "validation loss, nats#", .. hasBits ? ["bits per byte#"] : Array.Empty<string>(),
                .. metrics.Select(name => name + "#"), "branch", "ancestor steps#", .. rivers ? ["spent by its river#", "spent by the run#"] : (string[])["spent steps#"], "checkpoint",
            ],
            run.Budgets.Select(budget => Html.Of($"""
                <tr><th scope="row" class="n">{Numbers.Steps(budget.Steps)}</th><td class="n">{(budget.ValidationLossNats is null ? budget.Status : Numbers.Nats(budget.ValidationLossNats))}</td>{(hasBits
                ? Number(Numbers.Nats(budget.BitsPerByte)) : Html.Empty)}{metrics.Select(name => Number(Numbers.Nats(Metric(budget, name))))}<td>{budget.Branch}</td>{Number(
                Numbers.Steps(budget.AncestorSteps))}{(rivers ? Number(Numbers.Steps(budget.RiverSteps)) : Html.Empty)}{Number(Numbers.Steps(budget.SpentSteps))}<td><code title="{budget.Checkpoint?.ToString()}">{Numbers.Short(budget.Checkpoint)}</code></td></tr>

                """)));
    }

    private static double? Metric(BudgetView budget, string name) =>
        budget.Metrics is { } metrics && metrics.TryGetValue(name, out var value) ? value : null;

    private static Html Number(string text) => Html.Of($"<td class=\"n\">{text}</td>");

    private static Html Fact(string name, string value) => Html.Of($"<div><dt>{name}</dt><dd>{value}</dd></div>\n");
}
