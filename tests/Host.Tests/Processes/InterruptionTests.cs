using System.Text.Json.Nodes;

namespace Riverrun.Host.Tests.Processes;

/// <summary>Kills, signals and second terminals.</summary>
public sealed class InterruptionTests : IDisposable
{
    private readonly TemporaryHome _home = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => _home.Dispose();

    [Fact]
    public async Task A_run_that_is_killed_again_and_again_ends_with_the_bits_of_an_undisturbed_one()
    {
        using var undisturbed = new TemporaryHome();
        var (code, _, error) = await RiverrunProcess.RunAsync(undisturbed.Path, Cancel, TemporaryHome.SmallRun);
        Assert.True(code == 0, error);

        var random = new Random(20261123);

        for (var kills = 0; kills < 6; kills++)
        {
            using var run = RiverrunProcess.Start(_home.Path, TemporaryHome.SmallRun);
            await Task.WhenAny(Task.Delay(random.Next(300, 3500), Cancel), run.ExitAsync(Cancel));
            run.Kill();
        }

        (code, _, error) = await RiverrunProcess.RunAsync(_home.Path, Cancel, TemporaryHome.SmallRun);
        Assert.True(code == 0, error);

        var view = await _home.ShowAsync("wsd-s", Cancel);
        Assert.Equal(TemporaryHome.Models(await undisturbed.ShowAsync("wsd-s", Cancel)), TemporaryHome.Models(view));
        Assert.Equal(0, view["replayChecks"]!["diverged"]!.GetValue<long>());
        Assert.Equal(240, view["spentSteps"]!.GetValue<long>());
    }

    [Theory]
    [InlineData("INT")]
    [InlineData("TERM")]
    public async Task A_signal_ends_it_with_130_after_a_checkpoint_and_nothing_is_replayed(string signal)
    {
        using var run = RiverrunProcess.Start(_home.Path, Long());
        await run.UntilAsync(process => process.Output.Contains("budget 60 reached", StringComparison.Ordinal), Cancel);

        await run.SignalAsync(signal, Cancel);

        Assert.Equal(130, await run.ExitAsync(Cancel));
        Assert.Contains("The same command goes on where it stopped.", run.Output, StringComparison.Ordinal);
        var river = (await _home.ShowAsync("wsd-s", Cancel))["branches"]![0]!;
        Assert.Equal(river["step"]!.GetValue<long>(), river["checkpoints"]!.AsArray()[^1]!["step"]!.GetValue<long>());
    }

    [Fact]
    public async Task A_second_terminal_adds_a_budget_pauses_resumes_and_forks_while_it_runs()
    {
        using var run = RiverrunProcess.Start(_home.Path, Long());
        await run.UntilAsync(process => process.Output.Contains("budget 60 reached", StringComparison.Ordinal), Cancel);

        await SayAsync("pause", "wsd-s");
        var paused = await _home.ShowAsync("wsd-s", Cancel);
        var budget = paused["branches"]![0]!["step"]!.GetValue<long>() * 3 / 2 + 100;
        await SayAsync("budget", "add", "wsd-s", $"{budget}");
        await SayAsync("fork", "wsd-s", "--branch", "river", "--at", "60", "--name", "side", "--set", "budgets=[90]");
        await SayAsync("resume", "wsd-s");

        Assert.Equal("paused", paused["status"]!.GetValue<string>());
        var view = await UntilAsync(view => view["budgets"]!.AsArray().Any(
            added => added!["steps"]!.GetValue<long>() == budget && added["status"]!.GetValue<string>() == "reached"));
        Assert.Contains("side", view["branches"]!.AsArray().Select(branch => branch!["name"]!.GetValue<string>()));
        Assert.Equal(
            [90L],
            view["budgets"]!.AsArray()
                .Where(forked => forked!["branch"]!.GetValue<string>() == "side")
                .Select(forked => forked!["steps"]!.GetValue<long>()));
    }

    [Fact]
    public async Task Another_spec_under_the_name_of_a_run_that_trains_is_refused_and_the_run_loses_nothing()
    {
        using var run = RiverrunProcess.Start(_home.Path, Long());
        await run.UntilAsync(process => process.Output.Contains("step ", StringComparison.Ordinal), Cancel);

        var (code, _, error) = await RiverrunProcess.RunAsync(_home.Path, Cancel, TemporaryHome.SmallRun);

        Assert.Equal(2, code);
        Assert.Matches(@"^The run wsd-s exists in this home with another spec: .*\.\n$", error);
        Assert.False(run.HasExited);
    }

    private static string[] Long() =>
        [.. TemporaryHome.SmallRun.Select(
            word => word.Replace("[60, 120, 240]", "[60, 100000]", StringComparison.Ordinal))];

    private async Task SayAsync(params string[] words)
    {
        var (code, output, error) = await RiverrunProcess.RunAsync(_home.Path, Cancel, words);
        Assert.True(code == 0, $"{string.Join(' ', words)}: {output}{error}");
    }

    private async Task<JsonObject> UntilAsync(Func<JsonObject, bool> holds)
    {
        while (true)
        {
            var view = await _home.ShowAsync("wsd-s", Cancel);

            if (holds(view))
                return view;

            await Task.Delay(200, Cancel);
        }
    }
}
