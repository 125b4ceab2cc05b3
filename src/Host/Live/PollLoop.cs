using Riverrun.Actors.Projections;

namespace Riverrun.Host.Live;

/// <summary>Looks at runs again and again until they are over.</summary>
internal static class PollLoop
{
    /// <summary>Polls and shows; the answer is what was seen last, empty when cancelled before the first look.</summary>
    public static async Task<IReadOnlyList<RunView>> RunAsync(
        Func<CancellationToken, Task<IReadOnlyList<RunView>>> poll,
        Action<IReadOnlyList<RunView>> show,
        TimeSpan interval,
        TimeProvider time,
        CancellationToken cancel)
    {
        IReadOnlyList<RunView> runs = [];

        try
        {
            while (true)
            {
                runs = await poll(cancel);
                show(runs);

                if (runs.All(Pace.IsOver))
                    return runs;

                await Task.Delay(interval, time, cancel);
            }
        }
        catch (OperationCanceledException) when (cancel.IsCancellationRequested)
        {
            return runs;
        }
    }
}
