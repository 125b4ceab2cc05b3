using System.CommandLine;
using Riverrun.Host.Export;

namespace Riverrun.Host.Cli;

/// <summary><c>export RUN --to FORMAT DIR</c>: carries a run away.</summary>
internal static class ExportVerb
{
    /// <summary>The command.</summary>
    public static Command Command()
    {
        var run = Verb.RunArgument();
        var directory = new Argument<string>("DIR") { Description = "Where to write; made when absent." };
        var to = new Option<string>("--to") { Description = "report", Required = true };
        to.AcceptOnlyFromAmong("report");

        return new Command("export", "Writes a run in a format that other programs read.") { run, directory, to }
            .Does(async (parsed, invocation, cancel) =>
            {
                await using var session = await invocation.OpenAsync(cancel);
                var target = parsed.GetRequiredValue(directory);
                var history = await session.Client.HistoryAsync(parsed.GetRequiredValue(run), cancel);
                Report.Write([history], [], Path.Combine(target, "report.html"));
                await invocation.Out.WriteLineAsync(target);

                return ExitCode.Done;
            });
    }
}
