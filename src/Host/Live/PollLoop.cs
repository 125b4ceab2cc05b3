using Riverrun.Actors.Runs;

namespace Riverrun.Host.Live;

/// <summary>Looks at runs again and again until they are over.</summary>
internal static class PollLoop
{
    private static readonly TimeSpan Beat = TimeSpan.FromSeconds(1);

    /// <summary>Who has heard nothing for so long says so.</summary>
    private static readonly TimeSpan Silence = TimeSpan.FromSeconds(3);

    /// <summary>
    /// Polls and shows, and says while an answer is long in coming what was seen last and how long ago; the answer is
    /// what was seen last, empty when cancelled before the first look.
    /// </summary>
    public static async Task<IReadOnlyList<RunView>> RunAsync(
        Func<CancellationToken, Task<IReadOnlyList<RunView>>> poll,
        Action<IReadOnlyList<RunView>> show,
        Action<IReadOnlyList<RunView>, TimeSpan> showSilence,
        TimeSpan interval,
        TimeProvider time,
        CancellationToken cancel)
    {
        IReadOnlyList<RunView> runs = [];

        try
        {
            while (true)
            {
                var asked = time.GetTimestamp();
                var answer = poll(cancel);

                while (await Task.WhenAny(answer, Task.Delay(Beat, time, cancel)) != answer
                    && !cancel.IsCancellationRequested)
                    if (time.GetElapsedTime(asked) is var silence && silence >= Silence && runs.Count > 0)
                        showSilence(runs, silence);

                runs = await answer;
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
