using System.Globalization;
using System.Text;
using Riverrun.Host.Export;
using Riverrun.Host.Tests.Telemetry;
using Riverrun.Models.Training;

namespace Riverrun.Host.Tests.Export;

public sealed class ExportTests : IDisposable
{
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("riverrun-export");

    public void Dispose() => _directory.Delete(recursive: true);

    [Fact]
    public void Steps_read_back_from_csv_are_the_same_bits()
    {
        var run = SampleRuns.Leaves();

        CsvExport.Write(run, _directory.FullName);

        var branch = run.Branches[2];
        var rows = Rows("steps-budget-800.csv");
        Assert.Equal(["step", "loss_nats", "learning_rate", "gradient_norm", "time", "tokens"], rows[0]);
        Assert.Equal(branch.Losses.Count, rows.Length - 1);
        Assert.Equal(Enumerable.Range(720, 80).Select(step => $"{step}"), rows.Skip(1).Select(row => row[0]));
        Assert.Equal(branch.Losses, rows.Skip(1).Select(row => float.Parse(row[1], CultureInfo.InvariantCulture)));
        Assert.Equal(
            branch.LearningRates, rows.Skip(1).Select(row => double.Parse(row[2], CultureInfo.InvariantCulture)));
        Assert.Equal(
            branch.GradientNorms, rows.Skip(1).Select(row => float.Parse(row[3], CultureInfo.InvariantCulture)));
    }

    [Fact]
    public void Budgets_and_evaluations_have_a_row_each()
    {
        var run = SampleRuns.Leaves();

        CsvExport.Write(run, _directory.FullName);

        Assert.Equal(
            [
                "800",
                "reached",
                "budget-800",
                .. new[] { run.Run.Budgets[1].ValidationLossNats, run.Run.Budgets[1].BitsPerByte }.Select(
                    value => $"{value:R}"),
                "800",
                "840",
                $"{run.Run.Budgets[1].Checkpoint}",
                $"{800 * SampleRuns.TokensPerStep}",
                "",
            ],
            Rows("budgets.csv")[2]);
        Assert.Equal(run.Branches.Sum(branch => branch.Evaluations.Count), Rows("evaluations.csv").Length - 1);
    }

    [Fact]
    public void A_metrics_name_with_a_comma_stays_one_field()
    {
        var run = SampleRuns.Simplified();
        var evaluation = new Evaluation(1.5, null, new Dictionary<string, double> { ["odd, \"name\""] = 0.25 });

        var branch = run.Branches[0];
        var times = branch.Times! with { Evaluations = [] };

        CsvExport.Write(
            run with { Branches = [branch with { Evaluations = [(10, evaluation)], Times = times }] },
            _directory.FullName);

        Assert.Equal(
            ["branch,step,loss_nats,bits_per_byte,time,tokens,\"odd, \"\"name\"\"\"", "river,10,1.5,,,10240,0.25"],
            File.ReadAllLines(Path.Combine(_directory.FullName, "evaluations.csv")));
    }

    [Theory]
    [InlineData("../outside")]
    [InlineData("a/b")]
    [InlineData("..")]
    public void A_branch_whose_name_leads_elsewhere_is_refused(string name)
    {
        var run = SampleRuns.Simplified();
        var bad = run with { Branches = [run.Branches[0] with { Branch = name }] };

        Assert.Contains(name, Assert.Throws<FormatException>(() => CsvExport.Write(bad, _directory.FullName)).Message);
        Assert.Throws<FormatException>(() => TensorBoardExport.Write(bad, _directory.FullName));
    }

    [Fact]
    public void TensorBoard_events_hold_every_step_and_evaluation()
    {
        var run = SampleRuns.Leaves();

        TensorBoardExport.Write(run, _directory.FullName);

        var branch = run.Branches[2];
        var events = Events(run.Run.Name, branch.Branch);
        Assert.Equal("brain.Event:2", events[0].Text(3));
        var scalars = events.Skip(1)
            .SelectMany(one =>
                one.Messages(5).Single().Messages(1)
                    .Select(value => (Step: one.Number(2), Tag: value.Text(1), Value: value.Single(2))))
            .ToArray();
        Assert.Equal(
            branch.Losses.Select((loss, i) => ((ulong)(720 + i), "loss", loss)),
            scalars.Where(scalar => scalar.Tag == "loss"));
        Assert.Equal(
            branch.LearningRates.Select((rate, i) => ((ulong)(720 + i), "learning_rate", (float)rate)),
            scalars.Where(scalar => scalar.Tag == "learning_rate"));
        Assert.Equal(80, scalars.Count(scalar => scalar.Tag == "gradient_norm"));
        Assert.Equal(
            branch.Evaluations.Select(
                entry => ((ulong)entry.Step, "validation/loss", (float)entry.Evaluation.Headline.Value)),
            scalars.Where(scalar => scalar.Tag == "validation/loss"));
        Assert.Equal(events.Skip(1).Select(one => one.Number(2)), events.Skip(1).Select(one => one.Number(2)).Order());
    }

    [Fact]
    public void The_same_run_exported_twice_is_the_same_bytes()
    {
        TensorBoardExport.Write(SampleRuns.Simplified(), _directory.FullName);
        var once = File.ReadAllBytes(EventFile("wsd-s", "river"));

        TensorBoardExport.Write(SampleRuns.Simplified(), _directory.FullName);

        Assert.Equal(once, File.ReadAllBytes(EventFile("wsd-s", "river")));
    }

    [Theory]
    [InlineData("123456789", 0xe3069283)]
    [InlineData("", 0x00000000)]
    [InlineData("\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0", 0x8a9136aa)]
    [InlineData("The quick brown fox jumps over the lazy dog", 0x22620404)]
    public void Checksums_are_those_of_the_published_vectors(string text, uint expected) =>
        Assert.Equal(expected, RecordFile.Crc32C(Encoding.ASCII.GetBytes(text)));

    private ProtobufReader[] Events(string run, string branch)
    {
        var events = new List<ProtobufReader>();
        ReadOnlySpan<byte> rest = File.ReadAllBytes(EventFile(run, branch));

        while (!rest.IsEmpty)
        {
            var length = (int)BitConverter.ToUInt64(rest);
            Assert.Equal(MaskedCrc(rest[..8]), BitConverter.ToUInt32(rest[8..]));
            Assert.Equal(MaskedCrc(rest.Slice(12, length)), BitConverter.ToUInt32(rest[(12 + length)..]));
            events.Add(new ProtobufReader(rest.Slice(12, length)));
            rest = rest[(16 + length)..];
        }

        return [.. events];
    }

    private static uint MaskedCrc(ReadOnlySpan<byte> bytes)
    {
        var crc = 0xffffffffu;

        foreach (var one in bytes)
        {
            crc ^= one;

            for (var bit = 0; bit < 8; bit++)
                crc = (crc & 1) == 1 ? crc >> 1 ^ 0x82f63b78 : crc >> 1;
        }

        crc = ~crc;

        return unchecked((crc >> 15 | crc << 17) + 0xa282ead8u);
    }

    private string EventFile(string run, string branch) =>
        Path.Combine(_directory.FullName, run, branch, TensorBoardExport.FileName);

    private string[][] Rows(string file) =>
        [.. File.ReadAllLines(Path.Combine(_directory.FullName, file)).Select(line => line.Split(','))];
}
