using Riverrun.Actors.Edge;
using Riverrun.Actors.Identity;

namespace Riverrun.Host.Web;

/// <summary>Whether this node can do its work: its actors answer, and its journal can be read.</summary>
internal sealed class Readiness(IRunGateway gateway, FatalSignal fatal, TimeProvider time)
{
    private static readonly TimeSpan AnswerWithin = TimeSpan.FromSeconds(2);

    /// <summary>Why it cannot, as a sentence that tells strangers nothing; null when it can.</summary>
    public async Task<string?> ProblemAsync(CancellationToken cancel)
    {
        if (fatal.Raised.IsCompleted)
            return "This node can no longer keep its promises and is about to leave.";

        return await ProblemAsync("The actors do not answer.", gateway.DevicesAsync, cancel)
            ?? await ProblemAsync("The journal cannot be read.", ReadJournalAsync, cancel);
    }

    /// <summary>The events after the last there can be: a look at the journal that costs nothing, however long it is.</summary>
    private async Task<bool> ReadJournalAsync(CancellationToken cancel)
    {
        await foreach (var _ in gateway.EventsAsync(new RunId("none"), long.MaxValue - 1, follow: false, cancel))
            return true;

        return false;
    }

    private async Task<string?> ProblemAsync<T>(string problem, Func<CancellationToken, Task<T>> ask, CancellationToken cancel)
    {
        using var late = new CancellationTokenSource(AnswerWithin, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancel, late.Token);

        try
        {
            await ask(either.Token).WaitAsync(either.Token);

            return null;
        }
        catch (Exception) when (!cancel.IsCancellationRequested)
        {
            return problem;
        }
    }
}
