using System.Text.Json.Nodes;

namespace Riverrun.Host.Tests.Processes;

/// <summary>A finished run in the eyes of a machine that has its home and not the text it was trained on.</summary>
public sealed class CorpusElsewhereTests(CorpusElsewhereTests.Run run) : IClassFixture<CorpusElsewhereTests.Run>
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Its_model_still_writes()
    {
        var (code, output, error) = await RiverrunProcess.RunAsync(
            run.Home.Path, Cancel, "sample", "wsd-s", "--prompt", "Line ", "--tokens", "20", "--temperature", "0");

        Assert.Equal((0, ""), (code, error));
        Assert.NotEmpty(output.Trim());
    }

    [Fact]
    public async Task Its_weights_can_be_exported()
    {
        var target = run.Home.Path + "-weights";

        var (code, _, error) = await RiverrunProcess.RunAsync(
            run.Home.Path, Cancel, "export", "wsd-s", "--to", "safetensors", target);

        Assert.Equal((0, ""), (code, error));
        Assert.True(File.Exists(Path.Combine(target, "model.safetensors")));
    }

    [Fact]
    public async Task It_is_verified_but_for_the_replay_which_says_what_is_missing()
    {
        var (code, output, error) = await RiverrunProcess.RunAsync(run.Home.Path, Cancel, "verify", "wsd-s", "--json");

        Assert.Equal((0, ""), (code, error));
        var checks = JsonNode.Parse(output)!["checks"]!.AsArray();
        Assert.Equal(
            ["checkpoints", "journal", "rates", "ledger", "replay"],
            checks.Select(check => check!["name"]!.GetValue<string>()));
        Assert.All(checks, check => Assert.True(check!["ok"]!.GetValue<bool>()));
        Assert.Equal(
            $"Not done here: the run cannot be trained on this machine: There is no file {run.Text}; "
            + "data.files must name text files by path or glob.",
            checks[^1]!["detail"]!.GetValue<string>());
    }

    /// <summary>A run on a text that is deleted afterwards.</summary>
    public sealed class Run : IAsyncLifetime
    {
        private readonly DirectoryInfo _corpus = Directory.CreateTempSubdirectory("riverrun-corpus-");

        /// <summary>Where the run is.</summary>
        public TemporaryHome Home { get; } = new();

        /// <summary>What was trained on, and is not there any more.</summary>
        public string Text => Path.Combine(_corpus.FullName, "lines.txt");

        /// <inheritdoc/>
        public async ValueTask InitializeAsync()
        {
            using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(3));
            await File.WriteAllLinesAsync(
                Text, Enumerable.Range(0, 800).Select(line => $"Line {line} says {line * line % 97}."), patience.Token);

            var (code, _, error) = await RiverrunProcess.RunAsync(
                Home.Path, patience.Token,
                [.. TemporaryHome.SmallRun, "--set", "data.kind=text", "--set", $"data.files=[\"{Text}\"]", "--set",
                    "budgets=[60]"]);

            Assert.True(code == 0, error);
            File.Delete(Text);
        }

        /// <inheritdoc/>
        public ValueTask DisposeAsync()
        {
            Home.Dispose();
            _corpus.Delete(recursive: true);

            return ValueTask.CompletedTask;
        }
    }
}
