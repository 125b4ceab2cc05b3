using System.CommandLine;
using System.Globalization;
using System.Text.Json.Nodes;
using Riverrun.Actors.Runs;
using Riverrun.Host.Api;
using Riverrun.Host.Export;
using Riverrun.Host.Homes;
using Riverrun.Models.Checkpoints;
using Riverrun.Models.Plans;
using Riverrun.Models.Specs;
using Riverrun.Models.Tasks.Language;

namespace Riverrun.Host.Cli;

/// <summary><c>export RUN --to FORMAT DIR</c>: carries a run away.</summary>
internal static class ExportVerb
{
    /// <summary>The command.</summary>
    public static Command Command()
    {
        var run = Verb.RunArgument(RunAddress.Description);
        var directory =
            new Argument<string>(
                "DIR")
            {
                Description =
                    "Where to write; made when absent. An earlier export there is replaced as a whole."
            };
        var to = new Option<string>("--to")
        {
            Description =
                "safetensors, tensorboard, csv (each step with its time in UTC and the tokens read by then) or report.",
            Required = true,
            HelpName = "FORMAT",
        };
        var budget = new Option<long?>("--budget")
        {
            Description = "Which model, for safetensors (default: the largest budget that is reached).",
        }.Within(1);
        var branch = SampleVerb.BranchOption();
        to.AcceptOnlyFromAmong("safetensors", "tensorboard", "csv", "report");

        return new Command(
            "export", "Writes a run in a format that other programs read.") { run, directory, to, budget, branch }
            .Does(async (parsed, invocation, cancel) =>
            {
                var address = RunAddress.Parse(parsed.GetRequiredValue(run));
                var there = address.In(invocation);
                using var look = await there.LookAsync(cancel);
                var (name, target, format) = (
                    address.Run,
                    Path.GetFullPath(parsed.GetRequiredValue(directory)),
                    parsed.GetRequiredValue(to));

                if (File.Exists(target))
                    throw new FormatException(
                        $"{target} is a file; export writes into a directory, which it makes when absent.");

                if (format == "safetensors")
                    await WriteWeightsAsync(
                        look,
                        there,
                        name,
                        view => SampleVerb.Choose(view, parsed.GetValue(budget), parsed.GetValue(branch)),
                        target,
                        cancel);
                else
                    await WriteHistoryAsync(look, name, format, target, cancel);

                await invocation.Out.WriteLineAsync(invocation.Json
                    ? new JsonObject { ["run"] = name, ["format"] = format, ["directory"] = target }.ToJsonString(
                        RelaxedJson.Options)
                    : target);

                return ExitCode.Done;
            });
    }

    private static async Task WriteHistoryAsync(
        HomeLook look, string run, string format, string target, CancellationToken cancel)
    {
        var history = await look.Runs.HistoryAsync(run, cancel);

        switch (format)
        {
            case "csv":
                await ExportFolder.WriteAsync(
                    target, format, run, folder => Done(() => CsvExport.Write(history, folder)));
                break;
            case "tensorboard":
                await ExportFolder.WriteAsync(
                    Path.Combine(target, CsvExport.FileName(history.Run.Name)),
                    format,
                    run,
                    folder => Done(() => TensorBoardExport.WriteRun(history, folder)));
                break;
            default:
                Report.Write(
                    [history], [], Path.Combine(target, "report.html"),
                    await RunOrigins.AskAsync(look.Runs, [run], cancel));
                break;
        }
    }

    private static Task Done(Action write)
    {
        write();

        return Task.CompletedTask;
    }

    /// <summary>What whoever finds the weights needs to find their run.</summary>
    private static Dictionary<string, string> Origin(
        string run, RunSpec spec, BudgetView chosen, CheckpointDigest digest) =>
        new()
        {
            ["run"] = run,
            ["recipe"] = spec.Recipe,
            ["branch"] = chosen.Branch,
            ["budget"] = chosen.Steps.ToString(CultureInfo.InvariantCulture),
            ["checkpoint"] = digest.ToString(),
            ["seed"] = spec.Seed.ToString(CultureInfo.InvariantCulture),
        };

    private static async Task WriteWeightsAsync(
        HomeLook look, Invocation invocation, string run, Func<RunView, BudgetView> choose, string target,
        CancellationToken cancel)
    {
        var view = await look.Runs.RunAsync(run, cancel);
        var spec = SpecLoader.Change(await look.Runs.SpecAsync(run, cancel), []).Spec;
        var chosen = choose(view);
        var workload = spec.Workloads.GetValueOrDefault(chosen.Branch, spec.Main);

        if (workload.Model is not ModelConfig.Llama || chosen.Checkpoint is not { } digest)
            throw new FormatException(
                $"{run} has no decoder at {chosen.Steps} steps; safetensors exports the weights of one that is there.");

        await using var checkpoint = await look.OpenCheckpointAsync(invocation.Settings(), digest, cancel);
        await ExportFolder.WriteAsync(target, "safetensors", run, folder => Done(() =>
            WeightsExport.Write(checkpoint, folder, workload, Origin(run, spec, chosen, digest))));
    }
}
