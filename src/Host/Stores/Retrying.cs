using System.Security.Cryptography;
using Riverrun.Models.Hocon;

namespace Riverrun.Host.Stores;

/// <summary>
/// Tries again, after growing pauses, what failed for a reason that may pass, until nothing has moved for a stated
/// time.
/// </summary>
/// <param name="store">What to call the other side in a message.</param>
/// <param name="patience">How long nothing may move.</param>
/// <param name="time">Measures and pauses.</param>
internal sealed class Retrying(string store, TimeSpan patience, TimeProvider time)
{
    private const double FirstPauseMilliseconds = 100;
    private const double LongestPauseMilliseconds = 5000;

    /// <summary>
    /// Carries out <paramref name="attempt"/> until it does not end with a <see cref="PassingFailureException"/>.
    /// </summary>
    /// <param name="attempt">One try; it takes up where the last one ended.</param>
    /// <param name="moved">Bytes that all tries together have moved; growth renews the patience.</param>
    /// <param name="cancel">Gives up at once.</param>
    /// <exception cref="IOException">The patience is over.</exception>
    public async Task<T> RunAsync<T>(Func<Task<T>> attempt, Func<long> moved, CancellationToken cancel)
    {
        var (since, seen, failures) = (time.GetTimestamp(), moved(), 0);

        while (true)
        {
            try
            {
                return await attempt();
            }
            catch (PassingFailureException cause)
            {
                if (moved() > seen)
                    (since, seen, failures) = (time.GetTimestamp(), moved(), 0);

                var left = patience - time.GetElapsedTime(since);

                if (left <= TimeSpan.Zero)
                    throw new IOException(
                        $"Nothing could be done at {store} for {Durations.Write(patience)}: {cause.Message}", cause);

                await Task.Delay(Shorter(left, Pause(failures++)), time, cancel);
            }
        }
    }

    /// <summary>The same for a request without bytes to count.</summary>
    public Task<T> RunAsync<T>(Func<Task<T>> attempt, CancellationToken cancel) => RunAsync(attempt, () => 0, cancel);

    /// <summary>
    /// Somewhere in the upper half of a time that doubles: many devices that lost the same store do not come back as
    /// one.
    /// </summary>
    private static TimeSpan Pause(int failures)
    {
        var longest = Math.Min(LongestPauseMilliseconds, FirstPauseMilliseconds * Math.Pow(2, failures));

        return TimeSpan.FromMilliseconds(longest * (0.5 + RandomNumberGenerator.GetInt32(500) / 1000.0));
    }

    private static TimeSpan Shorter(TimeSpan one, TimeSpan other) => one < other ? one : other;
}
