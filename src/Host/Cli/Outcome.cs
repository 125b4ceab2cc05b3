using System.Text.Json;
using System.Text.Json.Nodes;
using Riverrun.Actors.Projections;
using Riverrun.Host.Export;
using Riverrun.Host.Live;
using Riverrun.Host.Settings;
using Riverrun.Host.Specs;
using Riverrun.Host.Web;
using Riverrun.Models.Checkpoints;
using Riverrun.Models.Recipes;
using Riverrun.Models.Training;

namespace Riverrun.Host.Cli;

/// <summary>Says what came out of a campaign: the table, the paper's claims, the report.</summary>
internal sealed class Outcome(LoadedSpecs loaded, HostSettings settings, Invocation invocation)
{
    private const string Prompt = "The ";
    private const int SampleTokens = 160;
    private const double SampleTemperature = 0.8;

    /// <summary>Says it; the answer is the exit code.</summary>
    public async Task<int> TellAsync(RiverrunClient client, IReadOnlyList<RunView> views, CancellationToken cancel)
    {
        var histories = new List<RunHistory>();

        foreach (var view in views)
            histories.Add(await client.HistoryAsync(view.Name, cancel));

        var claims = views.All(view => view.Status == "completed") && loaded.Recipe?.Claims is { } check
            ? check([.. loaded.Runs.Zip(histories, (run, history) => ToOutcome(run.Suffix, history))])
            : [];

        var (samples, damaged) = await SampleAsync(views, cancel);
        var report = Path.Combine(settings.Home, "reports", loaded.Name, "report.html");
        Report.Write(histories, samples, report);

        if (invocation.Json)
            await invocation.Out.WriteLineAsync(Json(views, claims, samples, report).ToJsonString(RelaxedJson.Options));
        else
            await invocation.Out.WriteAsync($"\n{BudgetTable.Of(views)}{ClaimTable(claims)}\nThe report with curves, lineage, cost and samples: {report}\n");

        foreach (var view in views.Where(view => view.Status == "failed"))
            await invocation.Error.WriteLineAsync($"{view.Name} failed: {view.Failure}");

        foreach (var wrong in damaged)
            await invocation.Error.WriteLineAsync(CommandLine.Sentence(wrong));

        return damaged.Count == 0 && views.All(view => view.Status == "completed") && claims.All(claim => claim.Holds) ? ExitCode.Done : ExitCode.Failed;
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

    /// <summary>What the models write; a damaged one costs its sample, not the table of the others.</summary>
    private async Task<(IReadOnlyList<TextSample> Samples, IReadOnlyList<DamagedCheckpointException> Damaged)> SampleAsync(
        IReadOnlyList<RunView> views, CancellationToken cancel)
    {
        var samples = new List<TextSample>();
        var damaged = new List<DamagedCheckpointException>();
        var sampler = new ModelSampler(settings);

        foreach (var (view, run) in views.Zip(loaded.Runs, (view, run) => (view, run)).Where(pair => ModelSampler.WritesText(pair.run.Spec.Spec)))
            foreach (var budget in view.Budgets.Where(budget => budget.Checkpoint is not null))
                try
                {
                    samples.Add(new TextSample(
                        view.Name, budget.Steps, budget.Branch, Prompt,
                        await sampler.SampleAsync(run.Spec.Spec, budget, Prompt, SampleTokens, SampleTemperature, 1, cancel)));
                }
                catch (DamagedCheckpointException wrong)
                {
                    damaged.Add(wrong);
                }

        return (samples, damaged);
    }

    private static string ClaimTable(IReadOnlyList<Claim> claims)
    {
        if (claims.Count == 0)
            return "";

        var table = new TextTable("THE PAPER SAYS", "MEASURED", "");

        foreach (var claim in claims)
            table.Row(claim.Statement, claim.Measured, claim.Holds ? "holds" : "DOES NOT HOLD");

        return $"\n{table}";
    }

    private JsonObject Json(
        IReadOnlyList<RunView> views, IReadOnlyList<Claim> claims, IReadOnlyList<TextSample> samples, string report)
    {
        return new JsonObject
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
            ["samples"] = new JsonArray([.. samples.Select(sample => new JsonObject
            {
                ["run"] = sample.Run,
                ["budget"] = sample.Budget,
                ["prompt"] = sample.Prompt,
                ["text"] = sample.Text,
            })]),
            ["report"] = report,
        };
    }
}
