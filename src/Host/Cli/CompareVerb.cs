using System.CommandLine;
using System.Text.Json;
using System.Text.Json.Nodes;
using Riverrun.Actors.Edge;
using Riverrun.Host.Api;
using Riverrun.Host.Export;
using Riverrun.Models.Training;

namespace Riverrun.Host.Cli;

/// <summary><c>compare RUN…</c>: several runs in one table and one report.</summary>
internal static class CompareVerb
{
    /// <summary>The command.</summary>
    public static Command Command()
    {
        var runs = new Argument<string[]>(Verb.RunName)
        {
            Description = "Names of runs; HOME:RUN for one of another home.",
            HelpName = Verb.RunName,
            Arity = ArgumentArity.OneOrMore,
            CompletionSources = { Completions.Runs },
        };
        var to = new Option<string?>(
            "--to")
        {
            Description = "The report (default: reports/compare/report.html in the home of the first run).",
            HelpName = "FILE"
        };

        var axis = new Option<string?>("--axis")
        {
            Description =
                "What compares: tokens that were read or optimizer steps (default: steps, and tokens where batches or "
                    + "contexts differ).",
            HelpName = "tokens|steps",
        };
        axis.AcceptOnlyFromAmong("tokens", "steps");

        return new Command("compare", "Puts several runs into one table and one plot.") { runs, to, axis }
            .Does(async (parsed, invocation, cancel) =>
            {
                var histories = new List<RunHistory>();

                foreach (var run in parsed.GetRequiredValue(runs).Distinct())
                    histories.Add(await HistoryAsync(run, invocation, cancel));

                bool? byTokens = parsed.GetValue(axis) is { } wanted ? wanted == "tokens" : null;
                var first = RunAddress.Parse(parsed.GetRequiredValue(runs)[0]).In(invocation);
                var file = await WriteAsync(histories, parsed.GetValue(to), byTokens, first);
                var compared = Compare.Of(histories, byTokens);

                await invocation.Out.WriteLineAsync(invocation.Json
                    ? new JsonObject
                    {
                        ["runs"] = new JsonArray(
                            [.. histories.Select(
                                history => JsonSerializer.SerializeToNode(history.Run, ApiJson.Default.RunView))]),
                        ["groups"] = new JsonArray([.. compared.Groups.Select(Json)]),
                        ["notes"] = new JsonArray([.. compared.Notes.Select(note => JsonValue.Create(note))]),
                        ["report"] = file,
                    }.ToJsonString(RelaxedJson.Options)
                    : $"{compared.ToText().TrimEnd()}{(file is null ? "" : $"\n\n{file}")}");

                return ExitCode.Done;
            });
    }

    /// <summary>A run of another home is called by that home too: two homes may have runs of one name.</summary>
    private static async Task<RunHistory> HistoryAsync(string words, Invocation invocation, CancellationToken cancel)
    {
        var address = RunAddress.Parse(words);
        using var look = await address.In(invocation).LookAsync(cancel);
        var history = await look.Runs.HistoryAsync(address.Run, cancel);

        return history with { Run = history.Run with { Name = words } };
    }

    private static JsonObject Json(ComparedGroup group) => new()
    {
        ["measuredOn"] = group.Heading,
        ["rankedBy"] = group.RankedBy == Evaluation.Bits ? "bitsPerByte"
            : group.RankedBy == Evaluation.Loss ? "validationLossNats" : group.RankedBy.Name,
        ["axis"] = group.ByTokens ? "tokens" : "steps",
        ["rows"] = JsonSerializer.SerializeToNode(group.Rows, ApiJson.Default.IReadOnlyListComparedBudget),
    };

    /// <summary>Where the report is; null where the home cannot be written, and no other place is named.</summary>
    private static async Task<string?> WriteAsync(
        IReadOnlyList<RunHistory> histories, string? to, bool? byTokens, Invocation invocation)
    {
        var file = to ?? Path.Combine(invocation.Settings().Home, "reports", "compare", "report.html");

        try
        {
            Compare.WriteHtml(histories, file, byTokens);

            return file;
        }
        catch (Exception cause) when (to is null && cause is IOException or UnauthorizedAccessException)
        {
            await invocation.Error.WriteLineAsync(
                $"There is no report, for {file} cannot be written ({cause.Message.TrimEnd('.')}); "
                + "name another file with --to.");

            return null;
        }
    }
}
