using System.Text.Json;
using System.Text.Json.Nodes;
using Riverrun.Actors.Edge;
using Riverrun.Actors.Runs;
using Riverrun.Host.Api;
using Riverrun.Host.Client;
using Riverrun.Host.Export;
using Riverrun.Host.Live;
using Riverrun.Models.Recipes;
using Riverrun.Models.Specs;
using Riverrun.Models.Training;

namespace Riverrun.Host.Cli;

/// <summary>Says what came out of runs: the table, the paper's claims, and for those of a home the report.</summary>
/// <param name="loaded">What was asked for.</param>
/// <param name="invocation">How to say it.</param>
/// <param name="home">Lets the models write and says where the report belongs; null for runs of a cluster.</param>
internal sealed class Outcome(LoadedSpecs loaded, Invocation invocation, TextSamples? home = null)
{
    /// <summary>Says it; the answer is the exit code.</summary>
    public async Task<int> TellAsync(RiverrunClient client, IReadOnlyList<RunView> views, CancellationToken cancel)
    {
        var histories = new List<RunHistory>();

        foreach (var view in views)
            histories.Add(await client.HistoryAsync(view.Name, cancel));

        var claims = views.All(view => view.Status == "completed") && loaded.Recipe?.Claims is { } check
            ? check([.. loaded.Runs.Zip(histories, (run, history) => ToOutcome(run.Suffix, history))])
            : [];

        var (samples, unreadable) = home is null ? ([], []) : await home.WriteAsync(views, cancel);

        if (home is not null)
        {
            var origins = await RunOrigins.AskAsync(client, views.Select(view => view.Name), cancel);
            Report.Write(histories, samples, home.Report, origins, claims);
            Verdicts.Write(claims, home.Report);
        }

        if (invocation.Json)
            await invocation.Out.WriteLineAsync(Json(views, claims, samples).ToJsonString(RelaxedJson.Options));
        else
            await invocation.Out.WriteAsync(
                $"\n{BudgetTable.Of(views)}{Note(RivalNotes.OfBudgets(views))}{Apart(SeedTable.Of(views))}"
                + ClaimTable(claims)
                + (home is null ? "" : $"\nThe report with curves, lineage, cost and samples: {home.Report}\n"));

        foreach (var view in views.Where(view => view.Status is "failed" or RunView.Unreadable))
            await invocation.Error.WriteLineAsync(
                $"{view.Name} {(view.Status == "failed" ? "failed" : "is unreadable")}: {view.Failure}");

        foreach (var wrong in unreadable)
            await invocation.Error.WriteLineAsync(CommandLine.Sentence(wrong));

        return unreadable.Count == 0
            && views.All(view => view.Status == "completed")
            && claims.All(claim => claim.Verdict != Verdict.DoesNotHold)
            ? ExitCode.Done
            : ExitCode.Failed;
    }

    private static RunOutcome ToOutcome(string suffix, RunHistory history) => new(
        suffix,
        history.Run.Budgets
            .DistinctBy(budget => (budget.Steps, budget.Measured is null))
            .SelectMany(budget =>
                budget.Measured is { } measured
                ? [(budget.Steps, Measured: measured)] : Array.Empty<(long Steps, Evaluation Measured)>())
            .ToDictionary(budget => budget.Steps, budget => budget.Measured),
        [.. history.Branches.SelectMany(
            branch => branch.Evaluations.Select(entry => (branch.Branch, entry.Step, entry.Evaluation)))]);

    private static string Note(string? sentence) => sentence is null ? "" : $"{sentence}\n";

    private static string Apart(string table) => table.Length == 0 ? "" : $"\n{table}";

    private static string ClaimTable(IReadOnlyList<Claim> claims)
    {
        if (claims.Count == 0)
            return "";

        var table = new TextTable("THE PAPER SAYS", "MEASURED", "");

        foreach (var claim in claims)
            table.Row(claim.Statement, claim.Measured, Verdicts.Word(claim));

        return $"\n{table}";
    }

    private JsonObject Json(
        IReadOnlyList<RunView> views, IReadOnlyList<Claim> claims, IReadOnlyList<TextSample> samples)
    {
        var json = new JsonObject
        {
            ["name"] = loaded.Name,
            ["runs"] = new JsonArray(
                [.. views.Select(view => JsonSerializer.SerializeToNode(view, ApiJson.Default.RunView))]),
            ["claims"] = Verdicts.Json(claims),
        };

        if (home is null)
            return json;

        json.Insert(1, "home", home.Directory);
        json["samples"] = new JsonArray([.. samples.Select(sample => new JsonObject
        {
            ["run"] = sample.Run,
            ["budget"] = sample.Budget,
            ["prompt"] = sample.Prompt,
            ["text"] = sample.Text,
        })]);
        json["report"] = home.Report;

        return json;
    }
}
