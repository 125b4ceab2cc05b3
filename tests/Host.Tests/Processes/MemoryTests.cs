using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Riverrun.Host.Tests.Processes;

public sealed partial class MemoryTests
{
    private static readonly string[] Tiny =
    [
        "run", "wsd-s", "--scale", "smoke", "--set", "budgets=[20000]", "--set", "model.width=16", "--set",
        "model.layers=1",
        "--set", "model.heads=2", "--set", "data.context=16", "--set", "data.batch=1", "--set",
        "checkpoints.every-steps=5000",
        "--set", "evaluation.every-steps=0",
    ];

    [Fact]
    public async Task Twenty_thousand_steps_end_with_the_memory_that_six_thousand_had()
    {
        var cancel = TestContext.Current.CancellationToken;
        using var home = new TemporaryHome();
        using var run = RiverrunProcess.Start(home.Path, Tiny);

        await run.UntilAsync(process => Step(process.Output) >= 6_000, cancel);
        var early = run.ResidentBytes;
        await run.UntilAsync(process => Step(process.Output) >= 18_000, cancel);
        var late = run.ResidentBytes;

        Assert.True(late <= early * 1.1, $"{early:N0} bytes at step 6,000 and {late:N0} near step 20,000.");
    }

    /// <summary>A property of the project that is misspelt says nothing; what the runtime reads does.</summary>
    [Theory]
    [InlineData("System.GC.Server", "false")]
    [InlineData("System.GC.Concurrent", "false")]
    [InlineData("System.Runtime.TieredPGO", "false")]
    [InlineData("System.Threading.ThreadPool.UnfairSemaphoreSpinLimit", "0")]
    public void The_program_runs_with_the_settings_that_keep_it_small_and_quiet(string setting, string value)
    {
        var settings =
            JsonNode.Parse(File.ReadAllText(Path.ChangeExtension(RiverrunProcess.Program, ".runtimeconfig.json")))!;

        Assert.Equal(value, settings["runtimeOptions"]!["configProperties"]![setting]!.ToJsonString());
    }

    private static long Step(string output) => Steps().Matches(output)
        .Select(match => long.Parse(match.Groups[1].Value, NumberStyles.Integer, CultureInfo.InvariantCulture))
        .LastOrDefault();

    [GeneratedRegex(@"step (\d+)/")]
    private static partial Regex Steps();
}
