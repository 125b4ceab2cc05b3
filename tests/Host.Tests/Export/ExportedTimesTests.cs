using System.Globalization;
using Riverrun.Actors.Branches;
using Riverrun.Actors.Edge;
using Riverrun.Actors.EventSourcing;
using Riverrun.Host.Export;
using Riverrun.Host.Tests.Telemetry;
using Riverrun.Models.Training;

namespace Riverrun.Host.Tests.Export;

public sealed class ExportedTimesTests : IDisposable
{
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("riverrun-times");

    public void Dispose() => _directory.Delete(recursive: true);

    [Fact]
    public void TensorBoard_events_carry_the_time_of_each_step()
    {
        var run = SampleRuns.Leaves();

        TensorBoardExport.Write(run, _directory.FullName);

        var events = Events(Path.Combine(_directory.FullName, "wsd", "budget-800", TensorBoardExport.FileName));
        var wall = events.Skip(1).Where(one => one.Messages(5).Single().Messages(1).First().Text(1) == "loss")
            .Select(one => one.Double(1));
        Assert.Equal(Enumerable.Range(720, 80).Select(step => Seconds(SampleRuns.After(step + 1))), wall, Near);
        Assert.Equal(Seconds(SampleRuns.After(721)), events[0].Double(1), 1e-3);
    }

    [Fact]
    public void Csv_says_when_each_step_was_done_and_what_was_read_since_initial_weights()
    {
        var run = SampleRuns.Leaves();

        CsvExport.Write(run, _directory.FullName);

        var rows = Rows("steps-budget-800.csv");
        Assert.Equal("2026-11-30T12:00:14.420Z", rows[1][4]);
        Assert.Equal(
            Enumerable.Range(720, 80).Select(step => SampleRuns.After(step + 1)),
            rows.Skip(1).Select(row => DateTimeOffset.Parse(row[4], CultureInfo.InvariantCulture)));
        Assert.Equal(Enumerable.Range(721, 80).Select(step => $"{step * 1024}"), rows.Skip(1).Select(row => row[5]));
        var measured = Rows("evaluations.csv").Last(row => row[0] == "budget-800");
        Assert.Equal(("800", "2026-11-30T12:00:17.000Z", $"{800 * 1024}"), (measured[1], measured[4], measured[5]));
    }

    [Fact]
    public void A_fork_with_another_batch_counts_the_tokens_of_its_ancestry_as_they_were_read()
    {
        var river = SampleRuns.Simplified(budgets: 400).Branches[0];
        var view = SampleRuns.Simplified(budgets: 400).Run;
        var fork = view.Branches[0] with { Name = "wide", Parent = "river", ForkStep = 355 };
        var deeper = view.Branches[0] with { Name = "wider", Parent = "wide", ForkStep = 363 };
        var run = new RunHistory(
            view with { Branches = [.. view.Branches, fork, deeper] },
            [river, Wide("wide", 355, 10, 4096), Wide("wider", 363, 5, 500)]);

        var tokens = new TokensRead(run);

        Assert.Equal(355 * 1024, tokens.At("river", 355));
        Assert.Equal((355 * 1024) + (8 * 4096), tokens.At("wide", 363));
        Assert.Equal((355 * 1024) + (8 * 4096) + (5 * 500), tokens.At("wider", 368));
        Assert.Equal(tokens.At("wide", 360), tokens.After(run.Branches[1])[4]);
        Assert.Null(tokens.At("wide", 366));
        Assert.Null(tokens.At("nobody", 1));
    }

    [Fact]
    public void Times_of_a_history_are_those_of_its_events_also_when_the_clock_ran_backwards()
    {
        var noon = SampleRuns.Begin;
        var branch = SampleRuns.Simplified().Run.Branches[0];
        var history = BranchHistories.Of(branch,
        [
            At(noon.AddSeconds(2), Steps(0, 2, milliseconds: 1000)),
            At(noon.AddSeconds(1), Steps(2, 3, milliseconds: 300)),
            At(noon.AddSeconds(9),
                new BranchEvent.Evaluated(5, new Evaluation(1, null, new Dictionary<string, double>()))),
            At(noon.AddSeconds(4), Steps(5, 1, milliseconds: 9000)),
        ]);

        var times = StepTimes.Of(history);

        Assert.Equal([1.5, 2, 2, 2, 2, 4], Enumerable.Range(0, 6).Select(i => (times[i]!.Value - noon).TotalSeconds));
        Assert.Equal(noon.AddSeconds(9), history.Times!.OfEvaluation(0));
        Assert.Null(history.Times.OfEvaluation(1));
    }

    [Fact]
    public void A_history_without_times_is_exported_without_them()
    {
        var run = SampleRuns.Simplified(budgets: 400);
        run = run with { Branches = [run.Branches[0] with { Times = null }] };

        CsvExport.Write(run, _directory.FullName);
        TensorBoardExport.Write(run, _directory.FullName);

        Assert.Equal(["", ""], Rows("steps-river.csv")[1][4..]);
        Assert.Equal(
            0, Events(Path.Combine(_directory.FullName, "wsd-s", "river", TensorBoardExport.FileName))[1].Double(1));
    }

    private static bool Near(double expected, double actual) => Math.Abs(expected - actual) < 1e-3;

    private static double Seconds(DateTimeOffset time) => (time - DateTimeOffset.UnixEpoch).TotalSeconds;

    private static BranchHistory Wide(string name, long first, int steps, long tokens) => new(
        name, first, new float[steps], new double[steps], new float[steps], [],
        new BranchTimes([new SliceTime(first, steps, SampleRuns.Begin, 1, tokens * steps)], []));

    private static Recorded<BranchEvent> At(DateTimeOffset at, BranchEvent happened) => new(happened, at, null, null);

    private static BranchEvent.StepsTaken Steps(long first, int count, double milliseconds) =>
        new(first, new float[count], new double[count], new float[count], count, milliseconds);

    private static ProtobufReader[] Events(string file)
    {
        var events = new List<ProtobufReader>();

        for (ReadOnlySpan<byte> rest = File.ReadAllBytes(file); !rest.IsEmpty; rest =
            rest[(16 + (int)BitConverter.ToUInt64(rest))..])
            events.Add(new ProtobufReader(rest.Slice(12, (int)BitConverter.ToUInt64(rest))));

        return [.. events];
    }

    private string[][] Rows(string file) =>
        [.. File.ReadAllLines(Path.Combine(_directory.FullName, file)).Select(line => line.Split(','))];
}
