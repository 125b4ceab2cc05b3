using System.Text;
using System.Text.RegularExpressions;
using System.Xml;
using System.Xml.Linq;
using Riverrun.Actors.Edge;
using Riverrun.Actors.Runs;
using Riverrun.Host.Export;
using Riverrun.Models.Training;

namespace Riverrun.Host.Tests.Export;

public sealed partial class ReportTests : IDisposable
{
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("riverrun-report");

    public void Dispose() => _directory.Delete(recursive: true);

    [Theory]
    [InlineData("a, b", "a", "b")]
    [InlineData("study: 5 runs", "study-wsd-seed1", "study-wsd-seed2", "study-cosine-seed1", "study-cosine-seed2",
        "study-x")]
    [InlineData("5 runs", "a", "b", "c", "d", "e")]
    public void The_title_names_a_few_runs_and_counts_many(string title, params string[] names) =>
        Assert.Equal(title, Report.Title(names));

    [Fact]
    public void A_report_shows_every_budget_with_loss_cost_and_digest()
    {
        var run = SampleRuns.Leaves();

        var table = Write([run]).Descendants("table").First();

        var rows = table.Descendants("tbody").Single().Elements("tr").ToArray();
        Assert.Equal(["400", "800", "1,600"], rows.Select(row => row.Element("th")!.Value));
        Assert.Equal(
            ["budget", "validation loss, nats", "bits per byte", "branch", "ancestor steps", "spent steps",
                "checkpoint"],
            table.Descendants("thead").Single().Descendants("th").Select(cell => cell.Value));
        var second = run.Run.Budgets[1];
        Assert.Equal(
            [
                $"{second.ValidationLossNats:0.0000}",
                $"{second.BitsPerByte:0.0000}",
                "budget-800",
                "800",
                "840",
                second.Checkpoint!.Value.Hex[..12],
            ],
            rows[1].Elements("td").Select(cell => cell.Value));
        Assert.Contains(second.Checkpoint.ToString()!, rows[1].ToString());
    }

    [Fact]
    public void A_report_asks_nothing_of_the_network()
    {
        Write([SampleRuns.Simplified(), SampleRuns.FromScratch()]);

        var text = File.ReadAllText(ReportFile);

        Assert.DoesNotContain("http:", text);
        Assert.DoesNotContain("https:", text);
        Assert.DoesNotContain("@import", text);
        Assert.All(
            References().Matches(text).Select(match => match.Groups["to"].Value),
            to => Assert.True(to.StartsWith('#') || to == "data:,", to));
        Assert.Contains("default-src 'none'", text);
    }

    [Fact]
    public void Names_and_texts_of_strangers_stay_text()
    {
        const string Nasty = "</style></script><script>alert('1')</script>\"onload='x' & ]]>\u0000\u001b[31m\uD800";
        var good = SampleRuns.Leaves();
        var run = good with
        {
            Run = good.Run with
            {
                Name = Nasty,
                Recipe = Nasty,
                Policy = Nasty,
                Status = Nasty,
                Failure = Nasty,
                Branches = [.. good.Run.Branches.Select(
                    branch => branch with { Name = Nasty + branch.Name, Parent = branch.Parent is null
                        ? null : Nasty + branch.Parent,
                        Stages = [.. branch.Stages.Select(stage => stage with { Name = Nasty, Phase = Nasty })] })],
                Budgets =
                [
                    .. good.Run.Budgets.Select(
                        budget => budget with { Branch = Nasty + budget.Branch,
                            Metrics = new Dictionary<string, double> { [Nasty] = 1 } }),
                ],
            },
            Branches = [.. good.Branches.Select(branch => branch with { Branch = Nasty + branch.Branch })],
        };

        var page = Write([run, run], [new TextSample(Nasty, 400, Nasty, Nasty, Nasty)]);

        Assert.Single(page.Descendants("script"));
        Assert.Single(page.Descendants("style"));
        Assert.DoesNotContain(
            page.Descendants().Attributes(),
            attribute => attribute.Name.LocalName.StartsWith("on", StringComparison.Ordinal));
        Assert.Contains(
            "<script>alert('1')</script>\"onload='x' & ]]>\uFFFD\uFFFD[31m\uFFFD",
            page.Descendants("blockquote").Single().Value);
        Assert.Contains("<script>", page.Descendants("h1").Single().Value);
    }

    [Fact]
    public void Each_branch_is_drawn_once_in_every_picture()
    {
        var page = Write([SampleRuns.Leaves()]);

        string[] branches = ["river", "budget-400", "budget-800", "budget-1600"];
        var charts = page.Descendants("figure").Where(figure => Class(figure) == "chart").ToArray();
        Assert.Equal(2, charts.Length);
        Assert.All(charts, chart => Assert.Equal(
            branches, chart.Descendants("g").Attributes("data-name").Select(attribute => attribute.Value)));
        var river = page.Descendants("figure").Single(figure => Class(figure) == "river");
        Assert.Equal(
            branches.Order(),
            river.Descendants("text").Where(text => Class(text) == "name").Select(text => text.Value).Order());
        Assert.Equal(3, river.Descendants("circle").Count(circle => Class(circle) == "budget reached"));
    }

    [Fact]
    public void The_drawn_learning_rate_is_the_one_that_was_used()
    {
        var run = SampleRuns.Simplified();

        var chart = Write([run]).Descendants("figure").Where(figure => Class(figure) == "chart").ElementAt(1);

        var svg = chart.Descendants("svg").First();
        double Of(string name) => double.Parse(svg.Attribute("data-" + name)!.Value);
        var points = svg.Descendants("polyline").Single().Attribute("points")!.Value.Split(' ')
            .Select(pair => pair.Split(',').Select(double.Parse).ToArray())
            .Select(pair => (
                X: Of("x0") + (pair[0] - Of("left")) / (Of("right") - Of("left")) * (Of("x1") - Of("x0")),
                Y: Of("y0") + (pair[1] - Of("bottom")) / (Of("top") - Of("bottom")) * (Of("y1") - Of("y0"))))
            .ToArray();
        var used = run.Branches[0].LearningRates;
        Assert.All(points, point => Assert.Equal(used[(int)Math.Round(point.X)], point.Y, 1e-3 * 3e-3));
        Assert.Equal(1599, points[^1].X, 0.05);
        Assert.InRange(points.Length, 20, 1200);
    }

    [Fact]
    public void A_million_steps_make_less_than_a_megabyte()
    {
        const int Steps = 1_000_000;
        var branch = new BranchHistory(
            "river",
            0,
            [.. Enumerable.Range(0, Steps).Select(i => 2f + i * 7919 % 1000 / 1000f)],
            [.. Enumerable.Range(0, Steps).Select(i => 1e-3 / (1 + i * 1e-5))],
            new float[Steps],
            [.. Enumerable.Range(1, 10_000)
                .Select(i => (i * 100L, new Evaluation(2.1, 3.0, new Dictionary<string, double>())))]);
        var run = SampleRuns.Simplified();

        Write([run with { Branches = [branch, branch with { Branch = "other" }] }]);

        Assert.InRange(new FileInfo(ReportFile).Length, 10_000, 1_000_000);
    }

    [Fact]
    public void A_run_without_a_step_has_a_report_too()
    {
        var view = new RunView(
            "young", "wsd-s", "wsd-s", "running", null, 1,
            [new BudgetView(400, "planned", null, null, null, null, "river", null, null)],
            [new BranchView(
                "river", null, null, "waiting", 0, 400, null, [new StageView("warm-up", 0, 40, "warm-up", 1e-3, null)],
                [], null)],
            0,
            new ReplayView(0, 0));

        var page = Write([new RunHistory(view, [])]);

        Assert.Contains("No step has been taken yet.", page.ToString());
        Assert.Contains(page.Descendants("td"), cell => cell.Value == "planned");
    }

    [Fact]
    public void Losses_that_are_not_numbers_leave_a_gap()
    {
        var good = SampleRuns.Simplified();
        var losses = good.Branches[0].Losses.ToArray();
        Array.Fill(losses, float.NaN, 500, 100);
        losses[300] = float.PositiveInfinity;

        var page = Write([good with { Branches = [good.Branches[0] with { Losses = losses }] }]);

        Assert.Equal(2, page.Descendants("figure").First().Descendants("svg").First().Descendants("polyline").Count());
        Assert.DoesNotContain("NaN", File.ReadAllText(ReportFile));
        Assert.DoesNotContain("∞", File.ReadAllText(ReportFile));
    }

    [Fact]
    public void A_report_of_nothing_is_refused() =>
        Assert.Contains(
            "at least one run", Assert.Throws<ArgumentException>(() => Report.Write([], [], ReportFile)).Message);

    [Fact]
    public void A_report_says_how_its_runs_were_made()
    {
        var run = SampleRuns.Simplified();
        var spec = Tests.Specs.Specs.Load("wsd-s").Runs[0].Spec.Spec;
        var made = run with
        {
            Branches = [run.Branches[
                0] with { Tokens = 1_638_400, Milliseconds = 42_000, Devices = ["host/cpu:0", "other/cpu:0"] }],
        };

        Report.Write(
            [made], [], ReportFile,
            [new RunOrigin(run.Run.Name, spec, "model.width = 64\nname = <b>", 117_056, "Riverrun 1.2")]);

        var section = File.ReadAllText(ReportFile).Split("aria-label=\"Origin\"")[1];
        foreach (var said in (string[])[
            "117,056", "1,638,400", "42 s", "host/cpu:0, other/cpu:0", "f32, 1 thread of the processor", "Riverrun 1.2",
            "model.width = 64\nname = &lt;b&gt;"])
            Assert.Contains(said, section, StringComparison.Ordinal);
    }

    private string ReportFile => Path.Combine(_directory.FullName, "new", "report.html");

    private XDocument Write(IReadOnlyList<RunHistory> runs, IReadOnlyList<TextSample>? samples = null)
    {
        Report.Write(runs, samples ?? [], ReportFile);
        var settings = new XmlReaderSettings { DtdProcessing = DtdProcessing.Ignore };
        using var reader = XmlReader.Create(new StringReader(File.ReadAllText(ReportFile, Encoding.UTF8)), settings);

        return XDocument.Load(reader);
    }

    private static string Class(XElement element) => element.Attribute("class")?.Value ?? "";

    [GeneratedRegex("""(?:src|href)\s*=\s*["'](?<to>[^"']*)|url\((?<to>[^)]*)\)""")]
    private static partial Regex References();
}
