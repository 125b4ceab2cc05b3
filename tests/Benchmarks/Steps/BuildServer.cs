using System.Globalization;

namespace Riverrun.Benchmarks.Steps;

/// <summary>
/// Takes turns on command, so that two builds can be compared in one run: a line names the step, and the answer is the
/// seconds of processor time that a turn of it took, and a hash of its losses.
/// </summary>
internal static class BuildServer
{
    private const ulong FnvPrime = 0x100000001B3;

    /// <summary>Serves until the input ends.</summary>
    /// <param name="folder">The folder of the build's program.</param>
    /// <param name="text">A file of text to train on.</param>
    /// <param name="requests">Names of steps.</param>
    /// <param name="replies">Seconds and hashes.</param>
    public static int Run(string folder, string text, TextReader requests, TextWriter replies)
    {
        var build = new BuildUnderTest(Path.GetFullPath(folder));
        var tokens = Directory.CreateTempSubdirectory("riverrun-benchmark-");

        while (requests.ReadLine() is { } name)
        {
            // A fresh one each time, so that every turn is the same work.
            var steps = MeasuredSteps.All.Single(steps => steps.Name == name);
            var setup = steps.Setup.Replace("TEXT", text, StringComparison.Ordinal);
            var (train, trainer) = build.Trainer(setup, tokens.FullName);
            using var disposed = trainer;
            var (seconds, hash) = Turn(steps, train);
            replies.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{seconds:R} {hash}"));
            replies.Flush();
        }

        tokens.Delete(recursive: true);

        return 0;
    }

    private static (double Seconds, ulong Hash) Turn(MeasuredSteps steps, BuildUnderTest.Steps train)
    {
        var before = Environment.CpuUsage.TotalTime;
        var hash = 0UL;

        foreach (var loss in train(steps.Steps, steps.Rate))
            hash = (hash ^ BitConverter.SingleToUInt32Bits(loss)) * FnvPrime;

        return ((Environment.CpuUsage.TotalTime - before).TotalSeconds, hash);
    }
}
