using System.CommandLine;
using System.Text.Json;
using Riverrun.Host.Web;

namespace Riverrun.Host.Cli;

/// <summary><c>watch RUN</c>: progress, until the run is over.</summary>
internal static class WatchVerb
{
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(250);

    /// <summary>The command.</summary>
    public static Command Command()
    {
        var run = Verb.RunArgument();

        return new Command("watch", "Shows the progress of a run until it is over.") { run }
            .Does((parsed, invocation, cancel) => WatchAsync(parsed.GetRequiredValue(run), invocation, cancel));
    }

    private static async Task<int> WatchAsync(string run, Invocation invocation, CancellationToken cancel)
    {
        await using var session = await invocation.OpenAsync(cancel);
        var progress = new ProgressLines(invocation.Out, invocation.Time);
        var shown = "";

        for (; ; await Task.Delay(Look, invocation.Time, cancel))
        {
            var view = await session.Client.RunAsync(run, cancel);

            if (!invocation.Json)
                await progress.ShowAsync([view]);
            else if (JsonSerializer.Serialize(view, ApiJson.Default.RunView) is var json && json != shown)
                await invocation.Out.WriteLineAsync(shown = json);

            if (view.Status is "completed" or "failed" or "cancelled")
                return view.Status == "completed" ? ExitCode.Done : ExitCode.Failed;

            if (session.Owned is not null)
            {
                await invocation.Error.WriteLineAsync($"{run} is {view.Status} at step {view.SpentSteps}, and no process trains it; riverrun run goes on.");

                return ExitCode.Done;
            }
        }
    }
}
