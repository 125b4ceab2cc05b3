using Riverrun.Actors.Runs;
using Riverrun.Host.Live;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace Riverrun.Host.Tests.Live;

public sealed class LiveScreenTests
{
    [Fact]
    public void A_run_shows_its_pace_its_river_and_its_models()
    {
        var text = Draw(LiveScreen.Render([LiveRuns.Simplified()], 80));

        Assert.Equal(
            """
            wsd-s  running  policy wsd-s, seed 1, 480 steps spent
              loss 2.31  rate 3.0e-03  21.4 step/s  21,914 tokens/s
              next budget 1600 in 52 s
              river  ━━━━━━━━━━━━◆━━▶┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄◇  480/1600 training
                                400                                  1600
              budget  validation loss, nats  bits per byte  steps spent  checkpoint
                 400                 2.1445         3.0939          400  88237c32e1ef
               1,600                planned              –            –  –
            """,
            text);
    }

    [Fact]
    public void A_leaf_leaves_its_trunk_where_it_was_forked()
    {
        var text = Draw(LiveScreen.Render([LiveRuns.Leaves()], 80));

        Assert.Equal(
            """
            wsd  running  policy wsd, seed 2, 390 steps spent
              loss 2.20  rate 1.0e-03  10.0 step/s  10,240 tokens/s  next budget 400 in 3 s
              river         ━━━━━━━━━━━━━━━━━━━━━▶┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄      380/720 training
              └ budget-400                      ╰▶◇                        370/400 training
                                                 400                   800
              budget  validation loss, nats  steps spent  checkpoint
                 400                planned            –  –
                 800                planned            –  –
            """,
            text);
    }

    [Fact]
    public void A_failed_run_says_why()
    {
        var run = LiveRuns.Simplified() with { Status = "failed", Failure = "The disk is [full]." };

        Assert.Contains("The disk is [full].", Draw(LiveScreen.Render([run], 80)));
    }

    [Fact]
    public void A_run_of_many_branches_shows_those_that_train()
    {
        var run = LiveRuns.Simplified();
        var many = Enumerable.Range(0, 50)
            .Select(i => run.Branches[0] with { Name = $"branch-{i}", Status = i == 20 ? "training" : "completed" });

        var text = Draw(LiveScreen.Render([run with { Branches = [.. many] }], 100));

        Assert.Contains("branch-20 ", text);
        Assert.Contains("and 34 branches more", text);
    }

    [Fact]
    public void A_study_of_many_runs_shows_two_at_work_and_counts_the_rest()
    {
        var done = Enumerable.Range(0, 20)
            .Select(i => LiveRuns.Simplified(1600) with { Name = $"done-{i}", Status = "completed", Branches = [] });
        var atWork = Enumerable.Range(0, 3).Select(i => LiveRuns.Simplified() with { Name = $"at-work-{i}" });

        var lines = Draw(LiveScreen.Render([.. done, .. atWork], 80)).Split('\n');

        Assert.StartsWith("at-work-0", lines[0]);
        Assert.Equal(2, lines.Count(line => line.Contains('━')));
        Assert.Equal(1, lines.Count(line => line.StartsWith("at-work-2", StringComparison.Ordinal)));
        Assert.Equal(9, lines.Count(line => line.StartsWith("done-", StringComparison.Ordinal)));
        Assert.Equal("11 runs more: 11 completed", lines[^1]);
    }

    [Theory]
    [InlineData(20)]
    [InlineData(40)]
    [InlineData(60)]
    [InlineData(61)]
    [InlineData(80)]
    [InlineData(90)]
    [InlineData(120)]
    [InlineData(300)]
    public void Every_line_fits_the_width_it_was_made_for(int width)
    {
        var forked = LiveRuns.Simplified() with
        {
            Name = "a-run-with-a-name-as-long-as-names-get-in-the-wild-and-longer",
            Budgets = [LiveRuns.Reached(
                400, "river", 400) with { RiverSteps = 360,
                Metrics = new Dictionary<string, double> { ["excess"] = 1 } }],
        };
        IReadOnlyList<RunView>[] pictures =
        [
            [LiveRuns.Simplified(), LiveRuns.Leaves()], [forked],
            [.. Enumerable.Range(0, 30)
                .Select(i => forked with { Name = $"study-{i}", Status = i % 2 == 0 ? "completed" : "running" })],
        ];

        Assert.All(pictures, runs => Assert.All(
            Draw(LiveScreen.Render(runs, width)).Split('\n'),
            line => Assert.InRange(line.Length, 0, Math.Min(width, 140))));
    }

    [Fact]
    public void A_narrow_terminal_leaves_columns_out_and_keeps_budget_and_loss()
    {
        var text = Draw(LiveScreen.Render([LiveRuns.Simplified()], 40));

        Assert.Equal(
            """
            wsd-s  running
            policy wsd-s, seed 1, 480 steps spent
              loss 2.31  rate 3.0e-03  21.4 step/s
              21,914 tokens/s
              next budget 1600 in 52 s
              river  ━━━━━◆▶┄┄┄┄┄┄┄┄┄┄┄┄┄◇  480/1600
                         400           1600
              budget     nats  bits/byte  spent
                 400   2.1445     3.0939    400
               1,600  planned          –      –
            """,
            text);
    }

    [Fact]
    public async Task The_loop_redraws_until_the_run_is_over_and_answers_what_it_saw_last()
    {
        var done = LiveRuns.Simplified(1600) with { Status = "completed" };
        var views = new Queue<RunView>([LiveRuns.Simplified(100), LiveRuns.Simplified(480), done]);
        using var output = new StringWriter();

        var last = await LiveScreen.RunAsync(
            Terminal(output), _ => Task.FromResult<IReadOnlyList<RunView>>([views.Dequeue()]),
            TimeSpan.FromMilliseconds(1),
            TimeProvider.System, TestContext.Current.CancellationToken);

        Assert.Same(done, Assert.Single(last));
        Assert.Contains("100/1600", output.ToString());
        Assert.Contains("480/1600", output.ToString());
        Assert.Contains("completed", output.ToString());
    }

    [Fact]
    public async Task The_loop_ends_quietly_when_it_is_cancelled()
    {
        using var cancel = new CancellationTokenSource();
        using var output = new StringWriter();

        var last = await LiveScreen.RunAsync(
            Terminal(output),
            _ =>
            {
                cancel.Cancel();
                return Task.FromResult<IReadOnlyList<RunView>>([LiveRuns.Simplified()]);
            },
            TimeSpan.FromHours(1), TimeProvider.System, cancel.Token);

        Assert.Single(last);
    }

    private static string Draw(IRenderable picture)
    {
        using var output = new StringWriter();
        var console = Terminal(output);
        console.Profile.Width = 400;
        console.Write(picture);

        return string.Join('\n', output.ToString().ReplaceLineEndings("\n").Split('\n').Select(line => line.TrimEnd()))
            .TrimEnd('\n');
    }

    private static IAnsiConsole Terminal(TextWriter output) => AnsiConsole.Create(new AnsiConsoleSettings
    {
        Ansi = AnsiSupport.No,
        ColorSystem = ColorSystemSupport.NoColors,
        Interactive = InteractionSupport.No,
        Out = new AnsiConsoleOutput(output),
    });
}
