namespace Riverrun.Host.Tests.Processes;

/// <summary>
/// Several <c>run</c>s of one home: one process trains, the others hand over, follow, and take its place.
/// </summary>
public sealed class QueueTests : IDisposable
{
    private static readonly string[] Alone = ["a", "b"];

    private readonly TemporaryHome _home = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => _home.Dispose();

    [Fact]
    public async Task A_second_run_is_trained_by_the_first_process_which_stays_for_it_and_ends_as_if_it_were_alone()
    {
        using var first = RiverrunProcess.Start(_home.Path, Run("a", "[60, 2500]"));
        await first.UntilAsync(
            process => process.Output.Contains("budget 60 reached", StringComparison.Ordinal), Cancel);

        using var second = RiverrunProcess.Start(_home.Path, [.. Run("b", "[60, 2400]"), "--json"]);
        await second.UntilAsync(
            process => process.Error.Contains(
                "waiting, 2nd for the device: river of a trains (", StringComparison.Ordinal), Cancel);

        Assert.Equal((0, 0), (await first.ExitAsync(Cancel), await second.ExitAsync(Cancel)));
        Assert.Contains(
            $"Process {first.Id} trains in this home; it trains b as well, in its turn.\n", second.Error,
            StringComparison.Ordinal);
        Assert.Matches(@"\nThe report with .*\na is done; 1 more run of this home trains on here: b\n", first.Output);
        Assert.Contains("b  budget 2400 reached", first.Output, StringComparison.Ordinal);
        var told = System.Text.Json.Nodes.JsonNode.Parse(second.Output)!;
        Assert.Equal("completed", told["runs"]![0]!["status"]!.GetValue<string>());
        Assert.True(File.Exists(told["report"]!.GetValue<string>()));
    }

    [Fact]
    public async Task A_process_that_waits_goes_on_when_the_other_is_killed_or_interrupted_and_the_models_are_the_same()
    {
        using var undisturbed = new TemporaryHome();

        foreach (var name in Alone)
            Assert.Equal(0, (await RiverrunProcess.RunAsync(undisturbed.Path, Cancel, Run(name, "[60, 900]"))).Code);

        using var first = RiverrunProcess.Start(_home.Path, Run("a", "[60, 900]"));
        await first.UntilAsync(
            process => process.Output.Contains("budget 60 reached", StringComparison.Ordinal), Cancel);
        using var second = RiverrunProcess.Start(_home.Path, Run("b", "[60, 900]"));
        await second.UntilAsync(
            process => process.Output.Contains("it trains b as well", StringComparison.Ordinal), Cancel);
        using var again = RiverrunProcess.Start(_home.Path, Run("a", "[60, 900]"));
        await again.UntilAsync(
            process => process.Output.Contains("it trains a as well", StringComparison.Ordinal), Cancel);

        first.Kill();

        Assert.Equal((0, 0), (await second.ExitAsync(Cancel), await again.ExitAsync(Cancel)));
        Assert.Contains(
            $"Process {first.Id}, which trained in this home, is gone; ", second.Output, StringComparison.Ordinal);

        foreach (var name in Alone)
            Assert.Equal(
                TemporaryHome.Models(await undisturbed.ShowAsync(name, Cancel)),
                TemporaryHome.Models(await _home.ShowAsync(name, Cancel)));
    }

    [Fact]
    public async Task What_an_interrupt_stops_is_paused_and_what_waited_there_goes_on_without_it()
    {
        using var first = RiverrunProcess.Start(_home.Path, Run("a", "[60, 100000]"));
        await first.UntilAsync(
            process => process.Output.Contains("budget 60 reached", StringComparison.Ordinal), Cancel);
        using var second = RiverrunProcess.Start(_home.Path, Run("b", "[60, 99999]"));
        await second.UntilAsync(process => process.Output.Contains("waiting, 2nd", StringComparison.Ordinal), Cancel);

        await first.SignalAsync("INT", Cancel);

        Assert.Equal(130, await first.ExitAsync(Cancel));
        Assert.Contains(
            "The same command goes on where it stopped. b, which trained here as well, stays in this home: a riverrun "
            + "run that waits "
            + "there goes on with it, or the next one does.\n",
            first.Output,
            StringComparison.Ordinal);
        await second.UntilAsync(
            process => process.Output.Contains("b  budget 60 reached", StringComparison.Ordinal), Cancel);
        Assert.Equal("paused", (await _home.ShowAsync("a", Cancel))["status"]!.GetValue<string>());
    }

    [Fact]
    public async Task What_was_handed_over_stays_when_its_process_leaves_and_goes_on_with_the_next_run_of_the_home()
    {
        using var first = RiverrunProcess.Start(_home.Path, Run("a", "[60, 100000]"));
        await first.UntilAsync(
            process => process.Output.Contains("budget 60 reached", StringComparison.Ordinal), Cancel);
        using var second = RiverrunProcess.Start(_home.Path, Run("b", "[70, 90000]"));
        await second.UntilAsync(process => process.Output.Contains("waiting, 2nd", StringComparison.Ordinal), Cancel);

        await second.SignalAsync("INT", Cancel);

        Assert.Equal(130, await second.ExitAsync(Cancel));
        Assert.Contains(
            $"No longer followed; b stays in this home, and process {first.Id}, or the next riverrun run there, "
            + "trains it. riverrun cancel "
            + "takes it out, and riverrun watch shows it again.\n",
            second.Output,
            StringComparison.Ordinal);

        first.Kill();
        await first.ExitAsync(Cancel);
        using var third = RiverrunProcess.Start(_home.Path, Run("c", "[20]"));
        await third.UntilAsync(
            process => process.Output.Contains(
                "a, b go on as well: they are unfinished in this home.", StringComparison.Ordinal), Cancel);
        await third.UntilAsync(
            process => process.Output.Contains(
                "c is done; 2 more runs of this home train on here: a, b\n", StringComparison.Ordinal), Cancel);

        foreach (var name in Alone)
            Assert.Equal(0, (await RiverrunProcess.RunAsync(_home.Path, Cancel, "cancel", name)).Code);

        Assert.Equal(0, await third.ExitAsync(Cancel));
    }

    private static string[] Run(string name, string budgets) =>
    [
        .. TemporaryHome.SmallRun.Select(word => word.Replace("[60, 120, 240]", budgets, StringComparison.Ordinal)),
        "--name", name,
        "--set", "checkpoints.every-steps=50",
    ];
}
