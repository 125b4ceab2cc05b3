using System.Globalization;
using Riverrun.Actors.Runs;
using Riverrun.Host.Live;
using Riverrun.Host.Tests.Export;

namespace Riverrun.Host.Tests.Live;

public sealed class PlainProgressTests : IDisposable
{
    private readonly StringWriter _output = new() { NewLine = "\n" };
    private readonly HandSetTime _time = new();
    private readonly PlainProgress _progress;

    public PlainProgressTests() => _progress = new PlainProgress(_output, _time);

    public void Dispose() => _output.Dispose();

    [Fact]
    public void A_line_tells_step_loss_rate_speed_and_the_next_budget()
    {
        _progress.Show([LiveRuns.Simplified(240)]);

        Assert.Equal(
            "2026-11-30 09:00:00Z  wsd-s  step 240/1600  loss 2.31  rate 3.0e-03  21.4 step/s  21,914 tokens/s  next "
                + "budget 400 in 7 s\n",
            _output.ToString());
    }

    [Fact]
    public void Lines_come_about_every_two_seconds_however_often_it_is_asked()
    {
        for (var i = 0; i < 50; i++)
        {
            _progress.Show([LiveRuns.Simplified(200 + i)]);
            _time.Now += TimeSpan.FromMilliseconds(100);
        }

        Assert.Equal(["200", "220", "240"], Lines().Select(line => line.Split("step ")[1].Split('/')[0]));
    }

    [Fact]
    public void Lines_of_a_long_run_become_fewer_until_there_is_one_a_minute_and_what_happens_is_told_at_once()
    {
        for (; _time.Now < TimeSpan.FromDays(2); _time.Now += TimeSpan.FromSeconds(1))
            _progress.Show([LiveRuns.Simplified(240)]);

        var lines = _output.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries);
        var times = lines.Select(line => DateTimeOffset.Parse(line[..20], CultureInfo.InvariantCulture)).ToList();
        var pauses = times.Zip(times.Skip(1), (one, next) => (next - one).TotalSeconds).ToList();
        Assert.Equal(pauses.Order(), pauses);
        Assert.Equal((2, 60), (pauses[0], pauses[^1]));
        Assert.InRange(lines.Length, 2_880, 3_050);

        _progress.Show([LiveRuns.Simplified(410)]);
        Assert.EndsWith(
            "Z  wsd-s  budget 400 reached", string.Join("  ", _output.ToString().Split('\n')[^2].Split("  ")[..3]),
            StringComparison.Ordinal);
    }

    [Fact]
    public void A_reached_budget_is_told_at_once_and_once()
    {
        _progress.Show([LiveRuns.Simplified(390)]);
        _progress.Show([LiveRuns.Simplified(410)]);
        _progress.Show([LiveRuns.Simplified(420)]);

        var digest = SampleRuns.Digest("river@400").Hex[..12];
        Assert.Equal(
            $"wsd-s  budget 400 reached  loss 2.1445 nats  3.0939 bits/byte  checkpoint {digest}", Lines().Last());
        Assert.Equal(2, Lines().Length);
    }

    [Fact]
    public void A_fork_is_told_and_the_leaf_of_the_next_budget_leads()
    {
        _progress.Show([LiveRuns.Leaves()]);

        Assert.Equal(
            [
                "wsd  branch budget-400 forked from river at step 360",
                "wsd/budget-400  step 370/400  loss 2.20  rate 1.0e-03  10.0 step/s  10,240 tokens/s  next budget 400 "
                    + "in 3 s",
            ],
            Lines());
    }

    [Fact]
    public void A_pause_and_a_failure_are_told_with_their_reason()
    {
        var run = LiveRuns.Simplified(240);

        _progress.Show([run]);
        _progress.Show(
            [run with { Status = "paused", Branches = [run.Branches[0] with { Status = "paused", Live = null }] }]);
        _progress.Show([run with { Status = "failed", Failure = "The disk is full.", Branches = [] }]);

        Assert.Equal(["wsd-s  paused", "wsd-s  failed: The disk is full."], Lines()[1..]);
    }

    [Fact]
    public void What_had_happened_before_a_resume_is_no_news()
    {
        var before = LiveRuns.Leaves();
        var later = before with
        {
            Branches =
            [.. before.Branches, before.Branches[1] with { Name = "budget-800", ForkStep = 720 }]
        };

        _progress.GoOn(before with { Budgets = [LiveRuns.Reached(300, "budget-300", 300), .. before.Budgets] });
        _progress.Show([before]);
        _progress.Show([later]);

        Assert.Equal(
            [
                "wsd  goes on: 390 steps spent on 2 branches, 1 of 3 budgets reached",
                "wsd/budget-400  step 370/400  loss 2.20  rate 1.0e-03  10.0 step/s  10,240 tokens/s  next budget 400 "
                    + "in 3 s",
                "wsd  branch budget-800 forked from river at step 720",
            ],
            Lines());
    }

    [Fact]
    public void A_run_that_took_no_step_or_is_over_does_not_go_on()
    {
        _progress.GoOn(LiveRuns.Simplified(0) with { SpentSteps = 0 });
        _progress.GoOn(LiveRuns.Simplified(1600) with { Status = "completed" });

        Assert.Equal("", _output.ToString());
    }

    [Fact]
    public void What_a_resume_has_proven_is_said_once_for_each_resume()
    {
        var run = LiveRuns.Simplified(240) with { ReplayChecks = new ReplayView(30, 0) };
        _progress.GoOn(run);
        _progress.Show([run]);
        _progress.Show([run with { ReplayChecks = new ReplayView(42, 0) }]);
        _progress.Show([run with { ReplayChecks = new ReplayView(42, 0) }]);
        _progress.Show([run with { ReplayChecks = new ReplayView(43, 0) }]);

        Assert.Equal(
            ["wsd-s  12 steps replayed after a resume, the same bits",
                "wsd-s  1 step replayed after a resume, the same bits"],
            Lines().Where(line => line.Contains("replayed")));
    }

    [Fact]
    public async Task The_loop_ends_when_every_run_is_over()
    {
        var views = new Queue<RunView>(
            [LiveRuns.Simplified(240), LiveRuns.Simplified(1600) with { Status = "completed" }]);

        var last = await new PlainProgress(_output, TimeProvider.System).RunAsync(
            _ => Task.FromResult<IReadOnlyList<RunView>>([views.Dequeue()]), TimeSpan.FromMilliseconds(1),
            TestContext.Current.CancellationToken);

        Assert.Equal("completed", Assert.Single(last).Status);
        Assert.Equal("wsd-s  completed", Lines().Last(line => line.Contains("completed")));
    }

    [Fact]
    public void The_table_has_a_row_for_every_budget_reached_or_not()
    {
        var digest = SampleRuns.Digest("river@400").Hex[..12];

        Assert.Equal(
            $"""
            budget  validation loss, nats  bits per byte  steps spent  checkpoint
               400                 2.1445         3.0939          400  {digest}
             1,600                planned              –            –  –

            """.ReplaceLineEndings("\n"),
            BudgetTable.Of([LiveRuns.Simplified()]));
    }

    [Fact]
    public void The_table_of_several_runs_names_them_and_shows_their_further_figures()
    {
        var bigram = LiveRuns.Simplified() with
        {
            Name = "bigram",
            Budgets = [LiveRuns.Reached(
                400, "river", 400) with { BitsPerByte = null,
                Metrics = new Dictionary<string, double> { ["excess"] = 0.0125 } }],
        };

        var lines = BudgetTable.Of([bigram, LiveRuns.Simplified()]).Split('\n');

        Assert.Equal("run     budget  validation loss, nats  bits per byte  excess  steps spent  checkpoint", lines[0]);
        Assert.StartsWith("bigram     400                 2.1445              –  0.0125          400  ", lines[1]);
    }

    [Fact]
    public void A_budget_on_two_branches_is_told_apart_by_the_branch()
    {
        var forked = LiveRuns.Simplified() with
        {
            Budgets = [LiveRuns.Reached(400, "river", 400), LiveRuns.Reached(400, "side", 440)],
        };

        _progress.Show([forked]);
        var lines = BudgetTable.Of([forked]).Split('\n');

        Assert.Equal("branch  budget  validation loss, nats  bits per byte  steps spent  checkpoint", lines[0]);
        Assert.StartsWith("river      400                 2.1445         3.0939          400  ", lines[1]);
        Assert.StartsWith("side       400                 2.1445         3.0939          440  ", lines[2]);
        Assert.StartsWith("wsd-s/river  budget 400 reached", Lines()[0]);
        Assert.StartsWith("wsd-s/side  budget 400 reached", Lines()[1]);
    }

    [Theory]
    [InlineData(7.4, "7 s")]
    [InlineData(99, "99 s")]
    [InlineData(140, "2 min")]
    [InlineData(5_900, "98 min")]
    [InlineData(9_000, "2.5 h")]
    [InlineData(259_200, "3.0 days")]
    public void Durations_are_told_in_the_unit_one_would_use(double seconds, string expected) =>
        Assert.Equal(expected, Pace.Of(TimeSpan.FromSeconds(seconds)));

    /// <summary>The lines without their times.</summary>
    private string[] Lines() =>
        [.. _output.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(line => line["2026-11-30 09:00:00Z  ".Length..])];
}
