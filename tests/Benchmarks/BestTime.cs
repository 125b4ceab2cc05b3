namespace Riverrun.Benchmarks;

/// <summary>Times work on one thread of a machine that others use too: processor time, the least of several.</summary>
internal static class BestTime
{
    /// <summary>The shortest of <paramref name="repetitions"/> runs, after one to warm up.</summary>
    public static TimeSpan Of(Action work, int repetitions)
    {
        work();
        var best = TimeSpan.MaxValue;
        for (var i = 0; i < repetitions; i++)
        {
            var before = Environment.CpuUsage.TotalTime;
            work();
            var taken = Environment.CpuUsage.TotalTime - before;
            best = taken < best ? taken : best;
        }

        return best;
    }
}
