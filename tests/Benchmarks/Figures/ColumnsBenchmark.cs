using System.Globalization;
using Microsoft.Data.Sqlite;
using Riverrun.Actors.Runs;
using Riverrun.Benchmarks.Runtime;
using Riverrun.Models.Plans;

namespace Riverrun.Benchmarks.Figures;

/// <summary>
/// What eight figures cost a step, from the tensor to the disk and all that looks at them on the way: runs with and
/// without them in turns, through the actors, by processor time of the whole process and by bytes in the journal.
/// </summary>
internal static class ColumnsBenchmark
{
    private const int Figures = 8;
    private const int Rounds = 9;
    private const int Steps = 6000;
    private static readonly TimeSpan Slice = TimeSpan.FromMilliseconds(150);
    private static readonly TimeSpan Step = TimeSpan.FromMilliseconds(20);

    /// <summary>Promised: at most 1 % of a step of 20 ms, and at most 6 bytes a step and figure.</summary>
    public static async Task<int> RunAsync(TextWriter output)
    {
        foreach (var steps in (int[])[5, 12, 50])
            await CompareAsync(output, steps);

        return 0;
    }

    private static async Task CompareAsync(TextWriter output, int stepsPerSlice)
    {
        var (costs, bytes) = (new List<double>(), 0.0);

        for (var round = -1; round < Rounds; round++)
        {
            var (bare, bareBytes) = await RunAsync(0, stepsPerSlice);
            var (full, fullBytes) = await RunAsync(Figures, stepsPerSlice);

            if (round >= 0)
                costs.Add((full - bare).TotalMicroseconds / Steps);

            bytes = (fullBytes - bareBytes) / (double)(Figures * Steps);
        }

        costs.Sort();
        var median = costs[Rounds / 2];
        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"columns: {stepsPerSlice} steps a slice: {Figures} figures cost {median:0.0} µs of processor time a step "
            + $"({costs[0]:0.0} to {costs[^1]:0.0}), {median / Step.TotalMicroseconds:0.00 %} of "
            + $"{Step.TotalMilliseconds:0} ms; {bytes:0.00} bytes a step and figure in the journal "
            + $"(median of {Rounds})"));
    }

    private static async Task<(TimeSpan Spent, long Bytes)> RunAsync(int figures, int stepsPerSlice)
    {
        var home = Directory.CreateTempSubdirectory("riverrun-benchmark-");
        var trainers = new FigureTrainers(figures, Slice / stepsPerSlice);
        TimeSpan spent;

        await using (var runtime = await RuntimeUnderTest.StartAsync(home.FullName, trainers, Slice))
        {
            var before = Environment.CpuUsage.TotalTime;
            await runtime.SendAsync(new RunCommand.Start(RuntimeUnderTest.Spec(PolicyKind.Cosine, Steps, Steps), ""));
            await runtime.UntilAsync(run => run.Status == "completed");
            spent = Environment.CpuUsage.TotalTime - before;
        }

        var bytes = Stored(Directory.EnumerateFiles(home.FullName, "journal.db", SearchOption.AllDirectories).Single());
        home.Delete(recursive: true);

        return (spent, bytes);
    }

    private static long Stored(string journal)
    {
        using var connection = new SqliteConnection($"Data Source={journal};Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = "SELECT sum(length(message)) FROM journal WHERE persistence_id LIKE 'branch/%'";

        return (long)command.ExecuteScalar()!;
    }
}
