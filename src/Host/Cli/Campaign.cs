using Riverrun.Actors.Projections;
using Riverrun.Host.Homes;
using Riverrun.Host.Settings;
using Riverrun.Host.Specs;
using Riverrun.Host.Web;

namespace Riverrun.Host.Cli;

/// <summary>Carries out the runs of one <c>run</c>: starts or wakes them, watches them, and says what came out.</summary>
internal sealed class Campaign(LoadedSpecs loaded, HostSettings settings, Invocation invocation)
{
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(200);

    private readonly ProgressLines _progress = new(invocation.Progress, invocation.Time);

    /// <summary>Does it all; the answer is the exit code.</summary>
    public async Task<int> CarryOutAsync(CancellationToken cancel)
    {
        await _progress.BeginAsync(loaded, settings.Home);

        try
        {
            await using var session = await HomeSession.OwnAsync(settings, invocation.Time, cancel);

            foreach (var (_, spec) in loaded.Runs)
                await StartAsync(session.Client, spec, cancel);

            var views = await WatchAsync(session, cancel);

            return await new Outcome(loaded, settings, invocation).TellAsync(session.Client, views, cancel);
        }
        catch (OperationCanceledException) when (cancel.IsCancellationRequested)
        {
            await invocation.Progress.WriteLineAsync(
                $"Stopped; everything up to the last step is stored. The same command goes on where it stopped: riverrun run {loaded.Recipe?.Name ?? "FILE"}.");

            return ExitCode.Interrupted;
        }
    }

    private static async Task StartAsync(RiverrunClient client, ReadSpec spec, CancellationToken cancel)
    {
        var existing = await client.FindAsync(spec.Spec.Name, cancel);

        if (existing is not null)
            SpecDifference.Refuse(spec.Spec.Name, await client.SpecAsync(spec.Spec.Name, cancel), spec.Source);

        await client.StartAsync(spec.Source, cancel);

        if (existing?.Status == "paused")
            await client.TellAsync(spec.Spec.Name, "resume", cancel);
    }

    private async Task<IReadOnlyList<RunView>> WatchAsync(HomeSession session, CancellationToken cancel)
    {
        var broken = session.Owned!.Broken;

        while (true)
        {
            var views = new List<RunView>();

            foreach (var (_, spec) in loaded.Runs)
                views.Add(await session.Client.RunAsync(spec.Spec.Name, cancel));

            await _progress.ShowAsync(views);

            if (views.All(view => view.Status is "completed" or "failed" or "cancelled"))
                return views;

            if (await Task.WhenAny(Task.Delay(Look, invocation.Time, cancel), broken) == broken)
                throw new IOException(await broken);
        }
    }
}
