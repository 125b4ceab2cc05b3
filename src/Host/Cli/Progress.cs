using Riverrun.Actors.Projections;
using Riverrun.Host.Live;
using Riverrun.Host.Web;
using Spectre.Console;

namespace Riverrun.Host.Cli;

/// <summary>Shows runs until they are over: a live picture on a terminal, lines elsewhere.</summary>
internal sealed class Progress(Invocation invocation)
{
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(200);

    /// <summary>Watches.</summary>
    /// <param name="look">Gives the runs as they stand.</param>
    /// <param name="cancel">Ends it.</param>
    /// <param name="before">Runs that were there before, as they were found: what had happened then is no news.</param>
    /// <exception cref="OperationCanceledException">It was ended before the runs were over.</exception>
    public async Task<IReadOnlyList<RunView>> WatchAsync(
        Func<CancellationToken, Task<IReadOnlyList<RunView>>> look, CancellationToken cancel, IReadOnlyList<RunView>? before = null)
    {
        var seen = false;
        var views = invocation.IsTerminal
            ? await LiveScreen.RunAsync(
                AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(invocation.Out) }),
                PatientAsync, Look, invocation.Time, cancel)
            : await Plain(before ?? []).RunAsync(PatientAsync, Look, cancel);

        cancel.ThrowIfCancellationRequested();

        return views;

        // A coordinator that has answered once may go and come back; one that never did is a wrong address.
        async Task<IReadOnlyList<RunView>> PatientAsync(CancellationToken cancelLook)
        {
            var seenNow = seen ? await Patience.AskAsync(() => look(cancelLook), invocation.Time, cancelLook) : await look(cancelLook);
            seen = true;

            return seenNow;
        }
    }

    private PlainProgress Plain(IReadOnlyList<RunView> before)
    {
        var progress = new PlainProgress(invocation.Progress, invocation.Time);

        foreach (var run in before)
            progress.GoOn(run);

        return progress;
    }
}
