using System.Text.Json;
using System.Text.Json.Nodes;
using Riverrun.Actors.Projections;
using Riverrun.Host.Settings;
using Riverrun.Host.Specs;
using Riverrun.Host.Web;
using Riverrun.Models.Recipes;
using Riverrun.Models.Training;

namespace Riverrun.Host.Cli;

/// <summary>Says what came out of a campaign: the table, the paper's claims, the report.</summary>
internal sealed class Outcome(LoadedSpecs loaded, HostSettings settings, Invocation invocation)
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

        if (invocation.Json)
            await invocation.Out.WriteLineAsync(Json(views, claims).ToJsonString());
        else
            await invocation.Out.WriteAsync($"\n{BudgetTable.Of(views)}{ClaimTable(claims)}");

        foreach (var view in views.Where(view => view.Status == "failed"))
            await invocation.Error.WriteLineAsync($"{view.Name} failed: {view.Failure}");

        return views.All(view => view.Status == "completed") && claims.All(claim => claim.Holds) ? ExitCode.Done : ExitCode.Failed;
    }

    private static RunOutcome ToOutcome(string suffix, RunHistory history) => new(
        suffix,
        history.Run.Budgets
            .Where(budget => budget.ValidationLossNats is not null)
            .DistinctBy(budget => budget.Steps)
            .ToDictionary(
                budget => budget.Steps,
                budget => new Evaluation(
                    budget.ValidationLossNats ?? double.NaN, budget.BitsPerByte, budget.Metrics ?? new Dictionary<string, double>())),
        [.. history.Branches.SelectMany(branch => branch.Evaluations.Select(entry => (branch.Branch, entry.Step, entry.Evaluation)))]);

    private static string ClaimTable(IReadOnlyList<Claim> claims)
    {
        if (claims.Count == 0)
            return "";

        var table = new TextTable("THE PAPER SAYS", "MEASURED", "");

        foreach (var claim in claims)
            table.Row(claim.Statement, claim.Measured, claim.Holds ? "holds" : "DOES NOT HOLD");

        return $"\n{table}";
    }

    private JsonObject Json(IReadOnlyList<RunView> views, IReadOnlyList<Claim> claims) => new()
    {
        ["name"] = loaded.Name,
        ["home"] = settings.Home,
        ["runs"] = new JsonArray([.. views.Select(view => JsonSerializer.SerializeToNode(view, ApiJson.Default.RunView))]),
        ["claims"] = new JsonArray([.. claims.Select(claim => new JsonObject
        {
            ["statement"] = claim.Statement,
            ["measured"] = claim.Measured,
            ["holds"] = claim.Holds,
        })]),
    };
}
