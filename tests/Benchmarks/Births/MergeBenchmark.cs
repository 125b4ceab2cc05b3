using System.Globalization;
using Riverrun.Models.Plans;
using Riverrun.Models.Specs;
using Riverrun.Models.Tasks;
using Riverrun.Models.Training;
using Riverrun.Models.Training.Births;

namespace Riverrun.Benchmarks.Births;

/// <summary>
/// Merging beside decaying, from one stable trunk a seed (WSM, arXiv 2507.17634): which share of what a decay gains
/// comes from the mean of the trunk's last checkpoints, for no step at all.
/// </summary>
internal static class MergeBenchmark
{
    private static readonly int[] WindowPercents = [5, 10, 20, 40];
    private static readonly int[] Counts = [4, 8, 16];

    /// <summary>Prints a line for each seed, then shares with their spread.</summary>
    public static int Run(TextWriter output, int seeds, int budget)
    {
        var spec = new SpecLoader(new DeviceConfig(DeviceKind.Cpu, 1, Precision.Full)).Load(new SpecRequest("wsd"))
            .Runs[0].Spec.Spec;
        var trainers = new Trainers(Path.Combine(Path.GetTempPath(), "riverrun-benchmark-cache"));
        var found = new List<Found>();

        output.WriteLine(
            $"nats at {budget} steps; decays over {string.Join(", ", WindowPercents)} %; merges of "
                + $"{string.Join(", ", Counts)} over each");
        for (var seed = 1; seed <= seeds; seed++)
        {
            var one = Measure(trainers, spec with { Seed = seed }, budget);
            found.Add(one);
            output.WriteLine(
                $"seed {seed}: trunk {Text(one.Trunk)}; decayed {string.Join(" ", one.Decayed.Select(Text))}; "
                + $"merged "
                + $"{string.Join("; ", Enumerable.Range(0, WindowPercents.Length).Select(w => string.Join(" ",
                    Counts.Select((_, n) => Text(one.Merged[w, n])))))}");
            output.Flush();
        }

        Summarise(output, found);
        return 0;
    }

    private static Found Measure(Trainers trainers, RunSpec spec, int budget)
    {
        var rates = spec.LearningRate;
        var setup = new TrainerSetup(spec.Seed, RunSpec.MainWorkload, spec.Main, rates.Peak, spec.Device);
        var windows = WindowPercents.Select(percent => budget * percent / 100).ToArray();
        var marks = windows.SelectMany(window => Counts.SelectMany(count => Marks(budget, window, count)));
        var stops = marks.Concat(windows.Select(window => budget - window)).Append((int)rates.WarmUpSteps).Distinct()
            .Order();
        var states = new Dictionary<long, byte[]>();

        using var trunk = trainers.Initialize(setup);
        foreach (var stop in stops)
        {
            Take(trunk, stop <= rates.WarmUpSteps ? new Phase.WarmUp(rates.WarmUpSteps) : new Phase.Stable(), stop,
                rates.Peak);
            states[stop] = Bytes(trunk);
        }

        var decayed = windows.Select(window => Decayed(trainers, setup, rates, states[budget - window], budget, window))
            .ToArray();
        var merged = new double[windows.Length, Counts.Length];
        for (var w = 0; w < windows.Length; w++)
            for (var n = 0; n < Counts.Length; n++)
                merged[w, n] =
                    Merged(trainers, setup, [.. Marks(budget, windows[w], Counts[n]).Select(step => states[step])]);

        return new Found(trunk.Evaluate().Headline.Value, decayed, merged);
    }

    /// <summary>Evenly spaced, the last one at the budget.</summary>
    private static IEnumerable<int> Marks(int budget, int window, int count) =>
        Enumerable.Range(1, count).Select(i => budget - window + (window * i / count));

    private static double Decayed(
        Trainers trainers, TrainerSetup setup, LearningRateConfig rates, byte[] state, int budget, int window)
    {
        using var leaf = trainers.Restore(setup, new MemoryStream(state), Carry.Everything);
        Take(leaf, new Phase.Decaying(rates.DecayShape, window, rates.FloorRatio), budget, rates.Peak);
        return leaf.Evaluate().Headline.Value;
    }

    private static double Merged(Trainers trainers, TrainerSetup setup, IReadOnlyList<byte[]> states)
    {
        using var mean =
            CheckpointMerge.Open([.. states.Select(state => ((Stream)new MemoryStream(state), 1.0 / states.Count))]);
        using var merged = trainers.Restore(setup, mean, Carry.Everything);
        return merged.Evaluate().Headline.Value;
    }

    private static void Take(ITrainer trainer, Phase phase, long end, double peak) =>
        trainer.Train(
            [.. Enumerable.Range(0, (int)(end - trainer.Step)).Select(step => phase.LearningRate(step, peak))]);

    private static byte[] Bytes(ITrainer trainer)
    {
        using var captured = trainer.Capture();
        using var stream = new MemoryStream();
        captured.WriteTo(stream);
        return stream.ToArray();
    }

    private static void Summarise(TextWriter output, List<Found> found)
    {
        // Shares are of means: the gain of one seed may be near 0.
        var recipe = found.Select(one => one.Trunk - one.Decayed[1]).ToArray();
        for (var w = 0; w < WindowPercents.Length; w++)
        {
            var gains = found.Select(one => one.Trunk - one.Decayed[w]).ToArray();
            output.WriteLine($"a decay over {WindowPercents[w]} % gains {Mean(gains)} nats");
            for (var n = 0; n < Counts.Length; n++)
            {
                var merges = found.Select(one => one.Trunk - one.Merged[w, n]).ToArray();
                output.WriteLine(
                    $"  {Counts[n],2} checkpoints: {Mean(merges)} nats, {100 * merges.Average() / gains.Average():0} "
                    + "% of that, "
                    + $"{100 * merges.Average() / recipe.Average():0} % of a decay over {WindowPercents[1]} %; above "
                    + "the decay by "
                    + Mean([.. found.Select(one => one.Merged[w, n] - one.Decayed[w])]));
            }
        }
    }

    private static string Mean(double[] values)
    {
        var mean = values.Average();
        var spread = Math.Sqrt(values.Sum(value => (value - mean) * (value - mean)) / Math.Max(1, values.Length - 1));
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{mean:0.000} ± {spread:0.000} [{values.Min():0.000}, {values.Max():0.000}]");
    }

    private static string Text(double nats) => nats.ToString("0.0000", CultureInfo.InvariantCulture);

    /// <summary>Held-out losses of one seed in nats: of the trunk, of each decay, of each merge.</summary>
    private sealed record Found(double Trunk, double[] Decayed, double[,] Merged);
}
