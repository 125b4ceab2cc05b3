using System.CommandLine;
using System.Text.Json;
using System.Text.Json.Nodes;
using Riverrun.Actors.Projections;
using Riverrun.Host.Export;
using Riverrun.Host.Web;

namespace Riverrun.Host.Cli;

/// <summary><c>compare RUN…</c>: several runs in one table and one report.</summary>
internal static class CompareVerb
{
    /// <summary>The command.</summary>
    public static Command Command()
    {
        var runs = new Argument<string[]>("RUN") { Description = "Names of runs.", Arity = ArgumentArity.OneOrMore };
        var to = new Option<string?>("--to") { Description = "The report (default: HOME/reports/compare/report.html).", HelpName = "FILE" };

        return new Command("compare", "Puts several runs into one table and one plot.") { runs, to }
            .Does(async (parsed, invocation, cancel) =>
            {
                await using var session = await invocation.OpenAsync(cancel);
                var histories = new List<RunHistory>();

                foreach (var run in parsed.GetRequiredValue(runs).Distinct())
                    histories.Add(await session.Client.HistoryAsync(run, cancel));

                var file = parsed.GetValue(to) ?? Path.Combine(invocation.Settings().Home, "reports", "compare", "report.html");
                Compare.WriteHtml(histories, file);
                var views = histories.Select(history => history.Run).ToList();

                await invocation.Out.WriteLineAsync(invocation.Json
                    ? new JsonObject
                    {
                        ["runs"] = new JsonArray([.. views.Select(view => JsonSerializer.SerializeToNode(view, ApiJson.Default.RunView))]),
                        ["report"] = file,
                    }.ToJsonString(RelaxedJson.Options)
                    : $"{Compare.Of(views).ToText().TrimEnd()}\n\n{file}");

                return ExitCode.Done;
            });
    }
}
