using System.Diagnostics;
using Riverrun.Actors.Runs;
using Riverrun.Models.Plans;

namespace Riverrun.Benchmarks.Runtime;

/// <summary>From the command to the opened branch, with bytes of checkpoints counted before and after.</summary>
internal static class ForkBenchmark
{
    private const int Forks = 20;

    /// <summary>Promised: at most 100 ms, no bytes copied.</summary>
    public static async Task<int> RunAsync(TextWriter output)
    {
        var home = Directory.CreateTempSubdirectory("riverrun-benchmark-");
        var slice = TimeSpan.FromMilliseconds(100);
        var spec = RuntimeUnderTest.Spec(PolicyKind.WarmupStableDecaySimplified, 50, 200);
        var taken = new List<TimeSpan>();

        await using (
            var trained = await RuntimeUnderTest.StartAsync(home.FullName, new BusyTrainers(0, slice / 100), slice))
        {
            await trained.SendAsync(new RunCommand.Start(spec, ""));
            await trained.UntilAsync(run => run.Status == "completed");
        }

        await using (
            var runtime =
                await RuntimeUnderTest.StartAsync(home.FullName, new BusyTrainers(0, slice), slice, hostsDevice: false))
        {
            await runtime.ViewAsync();
            var before = Bytes(runtime.Settings.CheckpointDirectory);

            for (var i = 0; i < Forks; i++)
            {
                var name = $"fork-{i}";
                var started = Stopwatch.GetTimestamp();
                await runtime.SendAsync(new RunCommand.Fork(name, "river", 100, spec));
                var view = await runtime.ViewAsync();
                taken.Add(Stopwatch.GetElapsedTime(started));

                if (view.Branches.All(branch => branch.Name != name))
                    throw new InvalidOperationException($"{name} was not opened.");
            }

            taken.Sort();
            output.WriteLine(
                $"fork: median {taken[Forks / 2].TotalMilliseconds:0.0} ms, "
                + $"longest {taken[^1].TotalMilliseconds:0.0} ms; "
                + $"{Bytes(runtime.Settings.CheckpointDirectory) - before} bytes of checkpoints written");
        }

        home.Delete(recursive: true);

        return 0;
    }

    private static long Bytes(string directory) =>
        Directory.EnumerateFiles(directory, "*", SearchOption.AllDirectories).Sum(file => new FileInfo(file).Length);
}
