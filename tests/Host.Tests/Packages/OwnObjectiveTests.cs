using System.Runtime.Versioning;
using System.Text.Json.Nodes;
using Riverrun.Host.Tests.Processes;

namespace Riverrun.Host.Tests.Packages;

/// <summary>
/// The objective, the model and the recipe of somebody's own project are treated like those that ship.
/// </summary>
[UnsupportedOSPlatform("windows")]
public sealed class OwnObjectiveTests(OwnProject own) : IClassFixture<OwnProject>, IDisposable
{
    private static readonly string[] Long = ["run", "spirals", "--set", "budgets=[3000, 6000]"];

    private readonly TemporaryHome _killed = new();
    private readonly TemporaryHome _undisturbed = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        _killed.Dispose();
        _undisturbed.Dispose();
    }

    [Fact]
    public async Task Killed_twice_it_comes_back_to_the_same_bits()
    {
        await KillWhenAsync(_ => HasStored());
        await KillWhenAsync(process => process.Output.Contains("budget 3000 reached", StringComparison.Ordinal));

        var (code, _, error) = await OwnAsync(_killed, Long);
        await OwnAsync(_undisturbed, Long);

        Assert.True(code == 0, error);
        Assert.Equal(await ModelsAsync(_undisturbed), await ModelsAsync(_killed));
    }

    [Theory]
    [InlineData("objective.hiden=3",
        "--set objective.hiden=3: objective.hiden is not a key that exists here; perhaps you meant objective.hidden.")]
    [InlineData("objective.noise=much",
        "--set objective.noise=much: objective.noise is much; it must be a number from 0 to 1.")]
    [InlineData("objective.hidden=0",
        "--set objective.hidden=0: objective.hidden is 0; it must be a whole number from 1 to 4096.")]
    [InlineData("objective.kind=spiral",
        "--set objective.kind=spiral: objective.kind is spiral; it must be one of spirals.")]
    public async Task A_key_that_is_wrong_is_refused_with_a_sentence(string change, string sentence)
    {
        var (code, _, error) = await OwnAsync(_undisturbed, "run", "spirals", "--set", change);

        Assert.Equal((2, sentence), (code, error.Trim()));
    }

    [Fact]
    public async Task Its_recipe_is_listed_and_its_measure_is_in_the_journal()
    {
        var (_, recipes, _) = await OwnAsync(_undisturbed, "recipes");
        var (_, keys, _) = await OwnAsync(_undisturbed, "recipes", "--keys", "spirals");
        await OwnAsync(_undisturbed, "run", "spirals", "--set", "budgets=[60]");

        var (_, events, _) = await OwnAsync(_undisturbed, "events", "spirals", "--json");

        Assert.Matches(@"objective\.held-out +spirals +number +whole, from 1 to 100000 +512", keys);
        Assert.Contains("Two spirals and a small network, under WSD-S.", recipes, StringComparison.Ordinal);
        Assert.Contains("""{"figure":{"name":"accuracy","unit":"%","better":"higher"},"value":""", events, StringComparison.Ordinal);
        Assert.Contains("\"columns\":{\"max-logit\":[", events, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Its_figures_are_everywhere_with_their_units_and_no_line_for_each()
    {
        await OwnAsync(
            _undisturbed, "run", "spirals", "--set", "budgets=[60, 120]", "--set",
            "controls.batch { from = 16, to = 64, steps = 100 }");

        var (_, shown, _) = await OwnAsync(_undisturbed, "show", "spirals");
        var (_, listed, _) = await OwnAsync(_undisturbed, "ls");
        var directory = Path.Combine(_undisturbed.Path, "csv");
        await OwnAsync(_undisturbed, "export", "spirals", directory, "--to", "csv");
        var report = await File.ReadAllTextAsync(
            Path.Combine(_undisturbed.Path, "reports", "spirals", "report.html"), Cancel);

        Assert.Contains("budget  accuracy, %", shown, StringComparison.Ordinal);
        Assert.Matches(@"accuracy \d+(\.\d+)? %", listed);
        Assert.Contains("accuracy, %, held out", report, StringComparison.Ordinal);
        Assert.DoesNotContain("nats", shown + listed + report, StringComparison.Ordinal);
        Assert.Equal(
            "step,loss,learning_rate,gradient_norm,time,tokens,max-logit,control/batch",
            File.ReadLines(Path.Combine(directory, "steps-river.csv")).First());
        Assert.EndsWith(
            ",accuracy", File.ReadLines(Path.Combine(directory, "evaluations.csv")).First(), StringComparison.Ordinal);
    }

    private async Task KillWhenAsync(Func<RiverrunProcess, bool> happened)
    {
        using var process = RiverrunProcess.Start(
            own.Assembly, new Dictionary<string, string>(), [.. Long, "--home", _killed.Path]);
        await process.UntilAsync(happened, Cancel);
        await process.SignalAsync("KILL", Cancel);
        await process.ExitAsync(Cancel);
    }

    private bool HasStored() =>
        Directory.Exists(Path.Combine(_killed.Path, "checkpoints"))
        && Directory.EnumerateFiles(Path.Combine(_killed.Path, "checkpoints"), "*", SearchOption.AllDirectories).Any();

    private async Task<string> ModelsAsync(TemporaryHome home) =>
        TemporaryHome.Models(JsonNode.Parse((await OwnAsync(home, "show", "spirals", "--json")).Output)!.AsObject());

    private Task<(int Code, string Output, string Error)> OwnAsync(TemporaryHome home, params string[] words) =>
        OwnProject.RunAsync(own.Program, Cancel, [.. words, "--home", home.Path]);
}
