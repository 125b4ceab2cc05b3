using System.Diagnostics;
using Riverrun.Actors.Runs;
using Riverrun.Models.Plans;
using Riverrun.Models.Training;

namespace Riverrun.Benchmarks.Runtime;

/// <summary>The bare trainer loop against the same stage through the actors, by turns in one process.</summary>
internal static class RuntimeBenchmark
{
    private const int Rounds = 3;

    /// <summary>
    /// Promised: at most 1 % at steps of 20 ms, at most 50 µs at any; a checkpoint stalls for at most one step.
    /// </summary>
    public static async Task<int> RunAsync(TextWriter output)
    {
        await CompareAsync(output, TimeSpan.FromMilliseconds(20), steps: 400, TimeSpan.FromMilliseconds(200));
        await CompareAsync(output, TimeSpan.FromMilliseconds(2), steps: 2000, TimeSpan.FromMilliseconds(200));
        await CompareAsync(output, TimeSpan.FromMilliseconds(0.1), steps: 20_000, TimeSpan.FromMilliseconds(200));

        return 0;
    }

    private static async Task CompareAsync(TextWriter output, TimeSpan step, int steps, TimeSpan slice)
    {
        var turns = BusyTrainers.TurnsFor(step);
        var (bare, actors) = (new List<TimeSpan>(), new List<TimeSpan>());
        var idle = new List<TimeSpan>();

        for (var round = 0; round < Rounds; round++)
        {
            bare.Add(Bare(turns, steps, (int)(slice / step)));
            var trainers = new BusyTrainers(turns, TimeSpan.Zero);
            await ThroughActorsAsync(trainers, steps, slice);
            idle.AddRange(trainers.Idle);
            actors.Add(trainers.Busy + trainers.Idle.Aggregate(TimeSpan.Zero, (sum, gap) => sum + gap));
        }

        var perStep = idle.Aggregate(TimeSpan.Zero, (sum, gap) => sum + gap) / (Rounds * steps);
        var whole = actors.Min() / bare.Min();
        output.WriteLine(
            $"step {step.TotalMilliseconds:0.0} ms, {steps} steps: bare {bare.Min().TotalSeconds:0.000} s, "
            + $"actors {actors.Min().TotalSeconds:0.000} s, ratio {whole:0.0000};");
        output.WriteLine(
            $"  the device stands idle {perStep.TotalMicroseconds:0.0} µs a step, "
            + $"{100 * (perStep / step):0.00} % of it; longest gap, checkpoints of 10 MB included, "
            + $"{idle.Max().TotalMilliseconds:0.0} ms");
    }

    private static TimeSpan Bare(int turns, int steps, int slice)
    {
        var spec = RuntimeUnderTest.Spec(PolicyKind.Cosine, 0, steps);
        using var trainer = new BusyTrainers(turns, TimeSpan.Zero)
            .Initialize(new TrainerSetup(1, "main", spec.Main, 1e-3, spec.Device));
        var started = Stopwatch.GetTimestamp();

        while (trainer.Step < steps)
            trainer.Train(new double[Math.Min(slice, steps - trainer.Step)]);

        return Stopwatch.GetElapsedTime(started);
    }

    private static async Task ThroughActorsAsync(ITrainers trainers, int steps, TimeSpan slice)
    {
        var home = Directory.CreateTempSubdirectory("riverrun-benchmark-");

        await using (var runtime = await RuntimeUnderTest.StartAsync(home.FullName, trainers, slice))
        {
            await runtime.SendAsync(
                new RunCommand.Start(RuntimeUnderTest.Spec(PolicyKind.Cosine, steps / 4, steps), ""));
            await runtime.UntilAsync(run => run.Status == "completed");
        }

        home.Delete(recursive: true);
    }
}
