using Riverrun.Actors.Projections;
using Riverrun.Host.Live;
using Spectre.Console;

namespace Riverrun.Host.Cli;

/// <summary>Shows runs until they are over: a live picture on a terminal, lines elsewhere.</summary>
internal sealed class Progress(Invocation invocation)
{
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(200);

    /// <summary>Watches.</summary>
    /// <param name="look">Gives the runs as they stand.</param>
    /// <param name="cancel">Ends it.</param>
    /// <exception cref="OperationCanceledException">It was ended before the runs were over.</exception>
    public async Task<IReadOnlyList<RunView>> WatchAsync(
        Func<CancellationToken, Task<IReadOnlyList<RunView>>> look, CancellationToken cancel)
    {
        var views = invocation.IsTerminal
            ? await Live.LiveView.RunAsync(
                AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(invocation.Out) }), look, Look, invocation.Time, cancel)
            : await new PlainProgress(invocation.Progress, invocation.Time).RunAsync(look, Look, cancel);

        cancel.ThrowIfCancellationRequested();

        return views;
    }
}
