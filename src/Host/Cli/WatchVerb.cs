using System.CommandLine;
using System.Text.Json;
using Riverrun.Actors.Runs;
using Riverrun.Host.Api;
using Riverrun.Host.Homes;
using Riverrun.Host.Settings;

namespace Riverrun.Host.Cli;

/// <summary><c>watch RUN</c>: progress, until the run is over.</summary>
internal static class WatchVerb
{
    /// <summary>The command.</summary>
    public static Command Command()
    {
        var run = Verb.RunArgument();

        return new Command("watch", "Shows the progress of a run until it is over.") { run }
            .Does((parsed, invocation, cancel) => WatchAsync(parsed.GetRequiredValue(run), invocation, cancel));
    }

    private static async Task<int> WatchAsync(string run, Invocation invocation, CancellationToken cancel)
    {
        using var look = await invocation.LookAsync(cancel);
        var shown = "";
        var before = await look.Runs.RunAsync(run, cancel);
        var views = await new Progress(invocation).WatchAsync(LookAsync, cancel, [before]);

        return views.All(view => view.Status == "completed") ? ExitCode.Done : ExitCode.Failed;

        async Task<IReadOnlyList<RunView>> LookAsync(CancellationToken cancelLook)
        {
            var view = await look.Runs.RunAsync(run, cancelLook);

            if (invocation.Json && JsonSerializer.Serialize(view, ApiJson.Default.RunView) is var json && json != shown)
                await invocation.Out.WriteLineAsync(shown = json);

            return look.IsServed || view.Status is "completed" or "failed" or "cancelled" or RunView.Unreadable
                ? [view]
                : throw new HomeException(
                    $"{run} is {view.Status} after {view.SpentSteps} steps, and no process trains it; "
                    + $"{ThisProgram.Name} run goes on.");
        }
    }
}
