using Riverrun.Host.Export;

namespace Riverrun.Host.Tests.Export;

public sealed class ExportFolderTests : IDisposable
{
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("riverrun-folder-");

    private string Target => Path.Combine(_directory.FullName, "model");

    public void Dispose() => _directory.Delete(recursive: true);

    [Fact]
    public async Task An_export_that_fails_leaves_the_earlier_one_as_it_was_and_nothing_beside_it()
    {
        await WriteAsync(("config.json", "good"), ("deep/weights", "good too"));

        var wrong = await Assert.ThrowsAsync<IOException>(
            () => ExportFolder.WriteAsync(Target, "csv", "other", async folder =>
        {
            await File.WriteAllTextAsync(Path.Combine(folder, "config.json"), "half");
            throw new IOException("No space left on device");
        }));

        Assert.Equal("No space left on device", wrong.Message);
        Assert.Equal(["config.json good", "deep/weights good too"], Contents());
        Assert.Equal(["model"], _directory.EnumerateFileSystemInfos().Select(entry => entry.Name));
    }

    [Fact]
    public async Task Nothing_of_an_earlier_export_mixes_with_a_new_one()
    {
        await WriteAsync(("steps-a.csv", "1"), ("steps-b.csv", "2"), ("deep/er/c", "3"));

        await WriteAsync(("steps-a.csv", "4"));

        Assert.Equal(["steps-a.csv 4"], Contents());
        Assert.Equal([".riverrun-export.json", "steps-a.csv"], Names());
    }

    [Theory]
    [InlineData("notes.txt")]
    [InlineData(".hidden")]
    [InlineData("deep/own.bin")]
    public async Task What_no_export_wrote_is_named_and_stays(string name)
    {
        await WriteAsync(("deep/a", "1"));
        await File.WriteAllTextAsync(Path.Combine(Target, name), "mine", TestContext.Current.CancellationToken);

        var wrong = await Assert.ThrowsAsync<FormatException>(() => WriteAsync(("b", "2")));

        Assert.Contains($"{Target} holds {name}, which no export of Riverrun's wrote", wrong.Message);
        Assert.Equal(new[] { "deep/a 1", $"{name} mine" }.Order(StringComparer.Ordinal), Contents());
    }

    [Fact]
    public async Task A_link_and_an_empty_directory_are_somebodys_too()
    {
        await WriteAsync(("a", "1"));
        var elsewhere = _directory.CreateSubdirectory("elsewhere");
        await File.WriteAllTextAsync(
            Path.Combine(elsewhere.FullName, "precious"), "mine", TestContext.Current.CancellationToken);
        var link = Directory.CreateSymbolicLink(Path.Combine(Target, "link"), elsewhere.FullName);
        Assert.Contains(
            "holds link,", (await Assert.ThrowsAsync<FormatException>(() => WriteAsync(("a", "2")))).Message);
        link.Delete();
        var empty = Directory.CreateDirectory(Path.Combine(Target, "empty"));

        Assert.Contains(
            "holds empty,", (await Assert.ThrowsAsync<FormatException>(() => WriteAsync(("a", "2")))).Message);

        Assert.True(empty.Exists);
        Assert.True(File.Exists(Path.Combine(elsewhere.FullName, "precious")));
    }

    [Fact]
    public async Task A_directory_that_other_files_came_into_meanwhile_is_not_replaced()
    {
        await WriteAsync(("a", "1"));

        await Assert.ThrowsAsync<FormatException>(() => ExportFolder.WriteAsync(Target, "csv", "run", async folder =>
        {
            await File.WriteAllTextAsync(Path.Combine(folder, "a"), "2");
            await File.WriteAllTextAsync(Path.Combine(Target, "late"), "mine");
        }));

        Assert.Equal(["a 1", "late mine"], Contents());
    }

    [Fact]
    public async Task A_link_to_a_directory_stays_one()
    {
        var real = _directory.CreateSubdirectory("real");
        Directory.CreateSymbolicLink(Target, real.FullName);

        await WriteAsync(("a", "1"));
        await WriteAsync(("b", "2"));

        Assert.NotNull(new DirectoryInfo(Target).LinkTarget);
        Assert.Equal(
            "2", await File.ReadAllTextAsync(Path.Combine(real.FullName, "b"), TestContext.Current.CancellationToken));
        Assert.Equal(["model", "real"], _directory.EnumerateFileSystemInfos().Select(entry => entry.Name).Order());
    }

    [Fact]
    public async Task What_killed_exports_left_behind_goes_with_the_next()
    {
        await WriteAsync(("a", "1"));
        var aside = _directory.CreateSubdirectory(".model.riverrun-export").FullName;
        await File.WriteAllTextAsync(Path.Combine(aside, "a"), "half", TestContext.Current.CancellationToken);
        await File.WriteAllTextAsync(aside + ".lock", "", TestContext.Current.CancellationToken);

        await WriteAsync(("a", "2"));

        Assert.Equal(["a 2"], Contents());
        Assert.Equal(["model"], _directory.EnumerateFileSystemInfos().Select(entry => entry.Name));
    }

    [Fact]
    public async Task An_export_that_was_killed_between_two_names_is_found_again()
    {
        await WriteAsync(("a", "1"));
        Directory.Move(Target, Path.Combine(_directory.FullName, ".model.riverrun-export.former"));

        await Assert.ThrowsAsync<IOException>(
            () => ExportFolder.WriteAsync(Target, "csv", "run", _ => throw new IOException("full")));

        Assert.Equal(["a 1"], Contents());
    }

    [Fact]
    public async Task Two_exports_into_one_directory_do_not_meet()
    {
        IOException? second = null;

        await ExportFolder.WriteAsync(Target, "csv", "run", async folder =>
        {
            await File.WriteAllTextAsync(Path.Combine(folder, "a"), "1");
            second = await Assert.ThrowsAsync<IOException>(() => WriteAsync(("a", "2")));
        });

        Assert.Contains($"Another process exports into {Target} now", second?.Message);
        Assert.Equal(["a 1"], Contents());
    }

    [Fact]
    public void A_page_is_written_over_a_page_and_over_nothing_else()
    {
        var file = Path.Combine(_directory.FullName, "index.html");
        File.WriteAllText(file, "<!DOCTYPE html>\n<title>My own</title>\n");

        Assert.Contains(
            "is no report of Riverrun's",
            Assert.Throws<FormatException>(() => Report.Write([SampleRuns.Simplified()], [], file)).Message);

        Assert.Contains("My own", File.ReadAllText(file));
        File.Delete(file);
        Report.Write([SampleRuns.Simplified()], [], file);
        Report.Write([SampleRuns.Leaves("another")], [], file);
        Assert.Contains("<title>another · Riverrun</title>", File.ReadAllText(file));
        Assert.Equal(["index.html"], _directory.EnumerateFiles().Select(entry => entry.Name));
    }

    private Task WriteAsync(params (string Name, string Text)[] files) =>
        ExportFolder.WriteAsync(Target, "csv", "run", async folder =>
    {
        foreach (var (name, text) in files)
        {
            Directory.CreateDirectory(Path.GetDirectoryName(Path.Combine(folder, name))!);
            await File.WriteAllTextAsync(Path.Combine(folder, name), text);
        }
    });

    private IEnumerable<string> Contents() => Names()
        .Where(name => name != ".riverrun-export.json")
        .Select(name => $"{name} {File.ReadAllText(Path.Combine(Target, name))}");

    private string[] Names() =>
    [
        .. Directory.EnumerateFiles(Target, "*", SearchOption.AllDirectories)
            .Select(file => Path.GetRelativePath(Target, file))
            .Order(StringComparer.Ordinal),
    ];
}
