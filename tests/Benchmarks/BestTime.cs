using System.Diagnostics;

namespace Riverrun.Benchmarks;

/// <summary>Times work on a machine that others use too: the best of several is what the work itself takes.</summary>
internal static class BestTime
{
    /// <summary>The shortest of <paramref name="repetitions"/> runs, after one to warm up.</summary>
    public static TimeSpan Of(Action work, int repetitions)
    {
        work();
        var best = TimeSpan.MaxValue;
        for (var i = 0; i < repetitions; i++)
        {
            var started = Stopwatch.GetTimestamp();
            work();
            var taken = Stopwatch.GetElapsedTime(started);
            best = taken < best ? taken : best;
        }

        return best;
    }
}
