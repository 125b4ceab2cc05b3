namespace Riverrun.Host.Tests.Processes;

/// <summary>Specs, corpora and homes that cannot be used: one sentence, the right exit code, nothing begun.</summary>
public sealed class BadInputTests : IDisposable
{
    private readonly TemporaryHome _home = new();
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("riverrun-input-");

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        _home.Dispose();
        _directory.Delete(recursive: true);
    }

    [Theory]
    [InlineData("learning-rat { peak = 1 }",
        "learning-rat is not a key that exists here; perhaps you meant learning-rate.")]
    [InlineData("budgets = [60, many]", "budgets[1] is many; it must be a whole number from 1 to 1000000000000.")]
    [InlineData("learning-rate.decay { basis = steps, value = 5000 }",
        "learning-rate.decay.value is 5000; it makes the decay to budget 400 5000 steps long, and it must be at most "
            + "350 to begin after 50 steps of warm-up.")]
    [InlineData("budgets = [30, 90]",
        "budgets is [30, 90]; it must begin above learning-rate.warm-up-steps, which is 50.")]
    public async Task A_wrong_spec_is_refused_with_file_line_key_and_value(string line, string sentence)
    {
        var spec = Spec(line);

        var (code, output, error) = await RiverrunProcess.RunAsync(_home.Path, Cancel, "run", spec);

        Assert.Equal((2, "", $"{spec}:2: {sentence}\n"), (code, output, error));
        Assert.False(Directory.Exists(_home.Path));
    }

    [Theory]
    [InlineData("missing", "No file matches FILES; it was looked for in FOLDER/.")]
    [InlineData("empty", "Corpus text is empty: FOLDER/a.txt, FOLDER/b.txt hold no text.")]
    [InlineData("short", "Corpus text has 14 tokens in its training split; a context of 64 needs at least 65.")]
    public async Task A_corpus_that_cannot_be_used_is_refused_before_there_is_a_run(string kind, string sentence)
    {
        var folder = Path.Combine(_directory.FullName, "corpus");
        Directory.CreateDirectory(folder);

        if (kind != "missing")
            foreach (var name in (string[])["a", "b"])
                await File.WriteAllTextAsync(
                    Path.Combine(folder, $"{name}.txt"), kind == "empty" ? "" : $"only a line {name}\n", Cancel);

        var spec = Spec($$"""data { kind = text, files = ["{{folder}}/*.txt"] }""");

        var (code, _, error) = await RiverrunProcess.RunAsync(_home.Path, Cancel, "run", spec);

        Assert.Equal(
            (2, $"{spec}:2: data.files is [{folder}/*.txt]: "
                + $"{sentence.Replace("FILES", $"{folder}/*.txt").Replace("FOLDER", folder)}\n"),
            (code, error));
        Assert.Equal("[]\n", (await RiverrunProcess.RunAsync(_home.Path, Cancel, "ls", "--json")).Output);
    }

    [Fact]
    public async Task A_home_that_cannot_be_written_is_refused()
    {
        var file = Path.Combine(_directory.FullName, "file");
        await File.WriteAllTextAsync(file, "not a directory", Cancel);

        var (code, _, error) =
            await RiverrunProcess.RunAsync(Path.Combine(file, "home"), Cancel, TemporaryHome.SmallRun);

        Assert.Equal(1, code);
        Assert.Matches($@"^The home {file}/home cannot be written \(.*\); name a directory that can be with --home\.\n$", error);
    }

    [Fact]
    public async Task A_home_whose_path_is_too_long_for_a_socket_works_whatever_the_temporary_directory()
    {
        var home = Path.Combine(_directory.FullName, new string('x', 120), "home");
        var far = _directory.CreateSubdirectory(new string('t', 120)).FullName;

        foreach (var (folder, code) in ((string, int)[])[(far, 0), (Path.Combine(far, "missing"), 0), ("/proc", 1)])
        {
            using var process = RiverrunProcess.Start(
                new Dictionary<string, string> { ["TMPDIR"] = folder }, [.. TemporaryHome.SmallRun, "--home", home]);

            Assert.Equal(code, await process.ExitAsync(Cancel));

            if (code == 1)
                Assert.Matches(
                    "^The home's path is too long for a socket, and /proc/riverrun-.* cannot be made .*; name a home "
                        + "with a shorter path, or set TMPDIR",
                    process.Error);
        }
    }

    [Fact]
    public async Task A_home_of_another_version_is_refused_and_left_as_it_is()
    {
        Directory.CreateDirectory(_home.Path);
        await File.WriteAllTextAsync(Path.Combine(_home.Path, "version"), "7\n", Cancel);

        foreach (var words in (string[][])[TemporaryHome.SmallRun, ["ls"]])
        {
            var (code, _, error) = await RiverrunProcess.RunAsync(_home.Path, Cancel, words);

            Assert.Equal(
                (1, $"The home {_home.Path} has version 7, and this build reads version 1; use the build that made "
                    + "it, or another --home.\n"), (code, error));
        }

        Assert.Equal([Path.Combine(_home.Path, "version")], Directory.EnumerateFileSystemEntries(_home.Path));
    }

    private string Spec(string line)
    {
        var file = Path.Combine(_directory.FullName, "river.conf");
        File.WriteAllText(file, $"recipe = wsd-s\n{line}\n");

        return file;
    }
}
