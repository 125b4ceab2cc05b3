using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Riverrun.Actors.Runs;
using Riverrun.Host.Api;
using Riverrun.Host.Client;
using Riverrun.Host.Live;
using Riverrun.Host.Printing;
using Riverrun.Models.Training;

namespace Riverrun.Host.Cli;

/// <summary><c>ls</c>: the runs of the home.</summary>
internal static class ListVerb
{
    private const int AtOnce = 16;

    /// <summary>The command.</summary>
    public static Command Command() => new Command("ls", "Lists the runs of the home.")
        .Does(async (_, invocation, cancel) =>
        {
            using var look = await invocation.LookAsync(cancel);

            if (invocation.Json)
            {
                var views = await ViewsAsync(look.Runs, await look.Runs.RunsAsync(cancel), cancel);
                await invocation.Out.WriteLineAsync(
                    JsonSerializer.Serialize(views, ApiJson.Default.IReadOnlyListRunView));

                return ExitCode.Done;
            }

            var runs = await look.Runs.SummariesAsync(cancel);
            var awake = await ViewsAsync(
                look.Runs, runs.Where(run => run.Status == "running").Select(run => run.Name), cancel);
            await invocation.Out.WriteLineAsync(Table(runs, awake.ToDictionary(view => view.Name)).TrimEnd('\n'));

            foreach (var run in runs.Where(run => run.Status == RunView.Unreadable))
                await invocation.Error.WriteLineAsync($"{run.Name} is unreadable: {run.Failure}");

            return ExitCode.Done;
        });

    /// <summary>The runs as they stand, several asked at a time.</summary>
    private static async Task<IReadOnlyList<RunView>> ViewsAsync(
        IHomeReader home, IEnumerable<string> names, CancellationToken cancel)
    {
        var views = new List<RunView>();

        foreach (var some in names.Chunk(AtOnce))
            views.AddRange(await Task.WhenAll(some.Select(name => home.RunAsync(name, cancel))));

        return views;
    }

    private static string Table(IReadOnlyList<RunSummary> runs, Dictionary<string, RunView> awake)
    {
        var inNats = runs.All(run => run.Best is null);
        var table = new TextTable(
            "RUN", "RECIPE", "POLICY", "SEED", "STATUS", "BUDGETS", "STEP", "OF", "STEPS SPENT", inNats
                ? "BEST NATS" : "BEST",
            "STARTED", "UPDATED", "");

        foreach (var run in runs)
            table.Row(
                run.Name, run.Recipe, run.Policy, Number(run.Seed), run.Status,
                $"{run.BudgetsReached} of {run.BudgetsPlanned}",
                Number(run.Step), Number(run.EndStep), Number(run.SpentSteps), inNats
                    ? Numbers.Nats(run.BestLossNats) : Best(run),
                Time(run.StartedAt), Time(run.UpdatedAt),
                awake.GetValueOrDefault(run.Name) is { } view && WaitingText.Of(view) is { } waiting
                    ? $"waiting, {waiting}" : "");

        return table.ToString();
    }

    private static string Best(RunSummary run) =>
        (run.Best ?? (run.BestLossNats is { } nats ? new Measure(Evaluation.Loss, nats) : null)) is { } best
            ? FigureText.Phrase(best)
            : Numbers.Nats(null);

    private static string Number(long number) => number.ToString(CultureInfo.InvariantCulture);

    private static string Time(DateTimeOffset time) =>
        time.ToString("yyyy-MM-dd HH:mm'Z'", CultureInfo.InvariantCulture);
}
