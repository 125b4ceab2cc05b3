using Riverrun.Actors.Runs;
using Riverrun.Host.Client;
using Riverrun.Host.Homes;
using Riverrun.Host.Live;
using Riverrun.Host.Settings;
using Riverrun.Models.Specs;

namespace Riverrun.Host.Cli;

/// <summary>
/// The runs of a home that the command of its process does not name: what was handed over to the process, and what one
/// that is gone has left. All that are neither over nor paused are to be trained.
/// </summary>
internal sealed class OtherRuns(LoadedSpecs loaded, HomeSession session, Invocation invocation)
{
    private static readonly TimeSpan StopsWithin = TimeSpan.FromSeconds(10);

    private readonly List<string> _own = [.. loaded.Runs.Select(run => run.Spec.Spec.Name)];

    private string Own => string.Join(", ", _own);

    /// <summary>Wakes them, and says which.</summary>
    public async Task WakeAsync(CancellationToken cancel)
    {
        if (await UnfinishedAsync(cancel) is { Count: > 0 } left)
            await SayAsync(left.Count == 1
                ? $"{left[0]} goes on as well: it is unfinished in this home. "
                    + $"{ThisProgram.Name} pause or cancel stops it."
                : $"{string.Join(", ", left)} go on as well: they are unfinished in this home. "
                    + $"{ThisProgram.Name} pause or cancel stops one.");
    }

    /// <summary>Stays until they are over, paused, or wait for a device that this process does not have.</summary>
    public async Task OutlastAsync(Progress progress, CancellationToken cancel)
    {
        while (await UnfinishedAsync(cancel) is { Count: > 0 } left)
        {
            await SayAsync(
                $"{Own} {(_own.Count == 1 ? "is" : "are")} done; {left.Count} more run{(left.Count == 1 ? "" : "s")} "
                + "of this "
                + $"home train{(left.Count == 1 ? "s" : "")} on here: {string.Join(", ", left)}");
            await progress.WatchAsync(look => LookAsync(left, look), cancel);
        }
    }

    /// <summary>
    /// Prepares to leave: what the command named is paused, so that only the same command goes on with it. The answer
    /// says which others stay to be trained; it is null where there are none.
    /// </summary>
    /// <param name="pausesOwn">Whether the command's own runs are unfinished.</param>
    public async Task<string?> StopAsync(bool pausesOwn)
    {
        using var late = new CancellationTokenSource(StopsWithin, invocation.Time);

        try
        {
            if (pausesOwn)
                foreach (var name in _own)
                    if (await session.Client.FindAsync(name, late.Token) is { Status: "running" })
                        await session.Client.TellAsync(name, "pause", late.Token);

            return await UnfinishedAsync(late.Token) switch
            {
                [] => null,
                [var one] => $" {one}, which trained here as well, stays in this home: "
                    + $"a {ThisProgram.Name} run that waits there goes on with it, or the next one does.",
                var left => $" {string.Join(", ", left)}, which trained here as well, stay in this home: "
                    + $"a {ThisProgram.Name} run that waits there goes on with them, or the next one does.",
            };
        }
        catch (Exception gone) when (gone
            is OperationCanceledException or HttpRequestException or RefusedException or HomeException)
        {
            return null; // It leaves all the same; what is not paused goes on with the next run of this home.
        }
    }

    private async Task<IReadOnlyList<string>> UnfinishedAsync(CancellationToken cancel)
    {
        await session.ThrowIfBrokenAsync();
        var left = new List<string>();

        foreach (var name in (await session.Client.RunsAsync(cancel)).Except(_own))
            if (IsToBeTrained(await session.Client.RunAsync(name, cancel)))
                left.Add(name);

        return left;
    }

    private async Task<IReadOnlyList<RunView>> LookAsync(IReadOnlyList<string> left, CancellationToken cancel)
    {
        await session.ThrowIfBrokenAsync();
        var views = new List<RunView>();

        foreach (var name in left)
            if (await session.Client.RunAsync(name, cancel) is var view && (Pace.IsOver(view) || IsToBeTrained(view)))
                views.Add(view);

        return views;
    }

    /// <summary>Not where all that could be trained waits for a device that is not here.</summary>
    private static bool IsToBeTrained(RunView view) => view.Status == "running"
        && (view.Branches.Any(branch => branch.Status == "training")
            || view.Branches.All(branch => branch.Waiting is null)
            || view.Branches.Any(branch => branch.Waiting is { Place: > 0 }));

    private async Task SayAsync(string sentence)
    {
        await invocation.Progress.WriteLineAsync(sentence);
        await invocation.Progress.FlushAsync();
    }
}
