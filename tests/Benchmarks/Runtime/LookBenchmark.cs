using System.Diagnostics;
using Riverrun.Actors.Runs;
using Riverrun.Models.Plans;

namespace Riverrun.Benchmarks.Runtime;

/// <summary>
/// A verb that reads a home nobody owns, as a person waits for it: <c>ls</c>, which reads the journal's file, beside
/// <c>gc --dry-run</c>, which starts the actors to ask them. RIVERRUN_PROGRAM names the program, as for the tests.
/// </summary>
internal static class LookBenchmark
{
    private const int Repetitions = 10;

    /// <summary>Promised: at most 0.5 s with the program made ready to run.</summary>
    public static async Task<int> RunAsync(TextWriter output)
    {
        var home = Directory.CreateTempSubdirectory("riverrun-benchmark-");
        var slice = TimeSpan.FromMilliseconds(100);

        await using (
            var trained = await RuntimeUnderTest.StartAsync(home.FullName, new BusyTrainers(0, slice / 100), slice))
        {
            await trained.SendAsync(
                new RunCommand.Start(RuntimeUnderTest.Spec(PolicyKind.WarmupStableDecaySimplified, 50, 200), ""));
            await trained.UntilAsync(run => run.Status == "completed");
        }

        var (files, actors) = (TimeSpan.MaxValue, TimeSpan.MaxValue);

        // In turn, so that what else the machine does happens to both.
        for (var i = 0; i <= Repetitions; i++)
        {
            var (one, other) =
                (await TakesAsync(home.FullName, "ls"), await TakesAsync(home.FullName, "gc", "--dry-run"));

            if (i > 0)
                (files, actors) = (one < files ? one : files, other < actors ? other : actors);
        }

        output.WriteLine(
            $"look: ls {files.TotalSeconds:0.00} s, which reads the file; gc --dry-run {actors.TotalSeconds:0.00} s, "
            + "which starts the actors; "
            + $"{actors / files:0.0} times as long (least of {Repetitions}, in turn; {RiverrunProcess.Program})");
        home.Delete(recursive: true);

        return 0;
    }

    private static async Task<TimeSpan> TakesAsync(string home, params string[] words)
    {
        var started = Stopwatch.GetTimestamp();
        var (code, _, error) = await RiverrunProcess.RunAsync(home, CancellationToken.None, words);

        return code == 0 ? Stopwatch.GetElapsedTime(started) : throw new InvalidOperationException(error);
    }
}
