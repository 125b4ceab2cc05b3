using System.CommandLine;
using Riverrun.Actors.Edge;
using Riverrun.Host.Api;

namespace Riverrun.Host.Cli;

/// <summary><c>verify RUN</c>: checkpoints, journal, rates, ledger and a stretch replayed.</summary>
internal static class VerifyVerb
{
    /// <summary>The command.</summary>
    public static Command Command()
    {
        var run = Verb.RunArgument();

        return new Command("verify", "Checks that a run is what its journal says.") { run }
            .Does(async (parsed, invocation, cancel) =>
            {
                await using var session = await invocation.OpenAsync(cancel);
                var report = await session.Client.VerifyAsync(parsed.GetRequiredValue(run), cancel);
                await invocation.TellAsync(report, ApiJson.Default.VerifyReport, Table);

                return report.Ok ? ExitCode.Done : ExitCode.Failed;
            });
    }

    private static string Table(VerifyReport report)
    {
        var table = new TextTable("CHECK", "", "DETAIL");

        foreach (var check in report.Checks)
            table.Row(check.Name, check.Ok ? "ok" : "WRONG", check.Detail);

        return table.ToString();
    }
}
