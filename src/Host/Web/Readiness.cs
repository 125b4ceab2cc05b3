using Riverrun.Actors.Edge;
using Riverrun.Actors.Identity;

namespace Riverrun.Host.Web;

/// <summary>Whether this node can do its work: its actors answer, and its journal can be read.</summary>
/// <remarks>
/// Anybody may ask, without a token, so it is looked up once for all who ask meanwhile, and at most once a second.
/// </remarks>
internal sealed class Readiness(IRunGateway gateway, FatalSignal fatal, TimeProvider time)
{
    private static readonly TimeSpan AnswerWithin = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan AskAgainAfter = TimeSpan.FromSeconds(1);

    private readonly Lock _lock = new();
    private Task<string?>? _asked;
    private long _askedAt;

    /// <summary>Why it cannot, as a sentence that tells strangers nothing; null when it can.</summary>
    public Task<string?> ProblemAsync(CancellationToken cancel)
    {
        if (fatal.Raised.IsCompleted)
            return Task.FromResult<string?>("This node can no longer keep its promises and is about to leave.");

        lock (_lock)
        {
            if (_asked is null || (_asked.IsCompleted && time.GetElapsedTime(_askedAt) >= AskAgainAfter))
                (_asked, _askedAt) = (AskAsync(), time.GetTimestamp());

            return _asked.WaitAsync(cancel);
        }
    }

    private async Task<string?> AskAsync() =>
        await ProblemAsync("The actors do not answer.", gateway.DevicesAsync)
            ?? await ProblemAsync("The journal cannot be read.", ReadJournalAsync);

    /// <summary>
    /// The events after the last there can be: a look at the journal that costs nothing, however long it is.
    /// </summary>
    private async Task<bool> ReadJournalAsync(CancellationToken cancel)
    {
        await foreach (var _ in gateway.EventsAsync(new RunId("none"), long.MaxValue - 1, follow: false, cancel))
            return true;

        return false;
    }

    private async Task<string?> ProblemAsync<T>(string problem, Func<CancellationToken, Task<T>> ask)
    {
        using var late = new CancellationTokenSource(AnswerWithin, time);

        try
        {
            await ask(late.Token).WaitAsync(late.Token);

            return null;
        }
        catch (Exception)
        {
            return problem;
        }
    }
}
