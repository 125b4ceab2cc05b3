using Riverrun.Actors.Runs;
using Riverrun.Host.Client;
using Riverrun.Host.Live;
using Spectre.Console;

namespace Riverrun.Host.Cli;

/// <summary>Shows runs until they are over: a live picture on a terminal, lines elsewhere.</summary>
/// <remarks>What it has told once it does not tell again, whoever is asked the next time.</remarks>
internal sealed class Progress(Invocation invocation)
{
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(200);

    private readonly PlainProgress _lines = new(invocation.Progress, invocation.Time);

    /// <summary>Watches.</summary>
    /// <param name="look">Gives the runs as they stand.</param>
    /// <param name="cancel">Ends it.</param>
    /// <param name="before">Runs that were there before, as they were found: what had happened then is no news.</param>
    /// <exception cref="OperationCanceledException">It was ended before the runs were over.</exception>
    public async Task<IReadOnlyList<RunView>> WatchAsync(
        Func<CancellationToken, Task<IReadOnlyList<RunView>>> look, CancellationToken cancel,
        IReadOnlyList<RunView>? before = null)
    {
        var seen = false;
        var views = invocation.IsTerminal
            ? await LiveScreen.RunAsync(
                AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(invocation.Standing) }),
                PatientAsync, Look, invocation.Time, cancel)
            : await LinesAfter(before ?? []).RunAsync(PatientAsync, Look, cancel);

        cancel.ThrowIfCancellationRequested();

        return views;

        // A coordinator that has answered once may go and come back; one that never did is a wrong address.
        async Task<IReadOnlyList<RunView>> PatientAsync(CancellationToken cancelLook)
        {
            var seenNow = seen
                ? await Patience.AskAsync(() => look(cancelLook), invocation.Time, cancelLook) : await look(cancelLook);
            seen = true;

            return seenNow;
        }
    }

    private PlainProgress LinesAfter(IReadOnlyList<RunView> before)
    {
        foreach (var run in before)
            _lines.GoOn(run);

        return _lines;
    }
}
