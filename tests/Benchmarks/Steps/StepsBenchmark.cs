using System.Globalization;

namespace Riverrun.Benchmarks.Steps;

/// <summary>
/// This build's step beside that of another build, in turns within one run: each in a process of its own with its own
/// libraries, with the same setup and the same text. Both must compute the same bits, or they are not compared.
/// </summary>
internal static class StepsBenchmark
{
    private const int Rounds = 101;
    private const int WarmUp = 10;
    private const double Least = 0.98;

    /// <summary>Promised: the other build's time is at least 0.98 of this build's.</summary>
    /// <param name="output">Where the figures go.</param>
    /// <param name="earlier">The folder of the other build's program.</param>
    public static async Task<int> RunAsync(TextWriter output, string earlier)
    {
        var text = Path.GetTempFileName() + ".txt";
        await File.WriteAllLinesAsync(
            text,
            Enumerable.Range(1, 8_000).Select(line => $"Line {line} says {line * 7919 % 10_007} and {line % 13}."));

        using var before = new BuildProcess(earlier, text);
        using var now = new BuildProcess(AppContext.BaseDirectory, text);
        var isKept = true;

        foreach (var steps in MeasuredSteps.All)
            isKept &= await CompareAsync(output, steps, before, now);

        File.Delete(text);

        return isKept ? 0 : 1;
    }

    private static async Task<bool> CompareAsync(
        TextWriter output, MeasuredSteps steps, BuildProcess before, BuildProcess now)
    {
        var (earlier, later) = (new List<double>(), new List<double>());

        for (var round = -WarmUp; round < Rounds; round++)
        {
            // Who goes first changes, so that what a turn leaves behind in the caches meets both.
            var first = await (round % 2 == 0 ? before : now).TurnAsync(steps.Name);
            var second = await (round % 2 == 0 ? now : before).TurnAsync(steps.Name);

            if (first.Hash != second.Hash)
                throw new InvalidOperationException($"The builds compute other bits: round {round} of {steps.Name}.");

            if (round < 0)
                continue;

            earlier.Add((round % 2 == 0 ? first : second).Seconds / steps.Steps);
            later.Add((round % 2 == 0 ? second : first).Seconds / steps.Steps);
        }

        var ratios = earlier.Zip(later, (one, other) => one / other).ToList();
        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"steps: {steps.Name} {Median(earlier) * 1e6:#,0.0} µs before, {Median(later) * 1e6:#,0.0} µs now, "
            + $"ratio {Median(ratios):0.000} (quartiles {At(ratios, 0.25):0.000} and {At(ratios, 0.75):0.000}; "
            + $"medians of {Rounds} pairs of {steps.Steps} steps, the same bits)"));

        return Median(ratios) >= Least;
    }

    private static double Median(List<double> values) => At(values, 0.5);

    private static double At(List<double> values, double share) =>
        values.Order().ElementAt((int)(share * values.Count));
}
