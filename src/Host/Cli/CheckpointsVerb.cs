using System.CommandLine;
using System.Globalization;
using System.Text.Json.Nodes;
using Riverrun.Actors.Runs;
using Riverrun.Host.Api;

namespace Riverrun.Host.Cli;

/// <summary><c>checkpoints RUN</c>: what a run keeps.</summary>
internal static class CheckpointsVerb
{
    /// <summary>The command.</summary>
    public static Command Command()
    {
        var run = Verb.RunArgument();

        return new Command("checkpoints", "Lists the checkpoints of a run.") { run }
            .Does(async (parsed, invocation, cancel) =>
            {
                using var look = await invocation.LookAsync(cancel);
                var view = await look.Runs.RunAsync(parsed.GetRequiredValue(run), cancel);
                await invocation.Out.WriteLineAsync(
                    invocation.Json ? Json(view).ToJsonString(RelaxedJson.Options) : Table(view).TrimEnd('\n'));

                return ExitCode.Done;
            });
    }

    private static string Table(RunView view)
    {
        var table = new TextTable("BRANCH", "STEP", "KEPT AS", "DIGEST");

        foreach (var branch in view.Branches)
            foreach (var kept in branch.Checkpoints)
                table.Row(branch.Name, kept.Step.ToString(CultureInfo.InvariantCulture), kept.Reason,
                    kept.Digest.ToString());

        return table.ToString();
    }

    private static JsonArray Json(RunView view) => new(
    [
        .. from branch in view.Branches
           from kept in branch.Checkpoints
           select new JsonObject
           {
               ["branch"] = branch.Name,
               ["step"] = kept.Step,
               ["reason"] = kept.Reason,
               ["digest"] = kept.Digest.ToString(),
           },
    ]);
}
