namespace Riverrun.Host.Tests.Processes;

/// <summary>What a person sees of the first run of a home, before its first step.</summary>
public sealed class FirstWordsTests : IDisposable
{
    private readonly TemporaryHome _home = new();
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("riverrun-first-");

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        _home.Dispose();
        _directory.Delete(recursive: true);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task It_says_what_it_does_before_the_corpus_is_tokenised_and_nothing_where_json_is_to_be(bool json)
    {
        var corpus = Path.Combine(_directory.FullName, "lines.txt");
        var tokens = Path.Combine(_directory.FullName, "tokens");
        await File.WriteAllLinesAsync(
            corpus, Enumerable.Range(0, 200_000).Select(line => $"Line {line} says {line * 7919 % 104729}."), Cancel);
        using var run = RiverrunProcess.Start(
            new Dictionary<string, string> { ["RIVERRUN_TOKENS"] = tokens },
            [
                .. TemporaryHome.SmallRun, "--set", "data.kind=text", "--set", $"data.files=[\"{corpus}\"]", "--home",
                _home.Path,
                .. Enumerable.Repeat("--json", json ? 1 : 0),
            ]);

        await run.UntilAsync(Says("Looking whether corpus text is tokenised: 0.0 of "), Cancel);
        Assert.False(Directory.Exists(tokens) && Directory.EnumerateFiles(tokens, "*.source").Any());
        await run.UntilAsync(Says("Tokenising corpus text: 0.0 of "), Cancel);
        await run.UntilAsync(Says("Starting the device; its first steps follow.\n"), Cancel);

        var words = (json ? run.Error : run.Output).Split('\n');
        Assert.StartsWith(
            "wsd-s: budgets 60, 120, 240; 1 thread of the processor; home ", words[0], StringComparison.Ordinal);
        Assert.Equal("Opening the home.", words[1]);
        Assert.Equal("", json ? run.Output : run.Error);

        Func<RiverrunProcess, bool> Says(string sentence) => started =>
            (json ? started.Error : started.Output).Contains(sentence, StringComparison.Ordinal);
    }
}
