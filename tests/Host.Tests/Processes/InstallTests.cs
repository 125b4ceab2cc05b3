using System.Diagnostics;

namespace Riverrun.Host.Tests.Processes;

/// <summary><c>ops/install</c>, from a build that is there already, into a prefix of its own.</summary>
public sealed class InstallTests(FinishedRun finished) : IClassFixture<FinishedRun>, IDisposable
{
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("riverrun install-");

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private string Prefix => Path.Combine(_directory.FullName, "my prefix");

    private string Launcher => Path.Combine(Prefix, "bin", "riverrun");

    public void Dispose() => _directory.Delete(recursive: true);

    [Fact]
    public async Task It_makes_riverrun_a_command_and_says_what_is_left_to_do()
    {
        var (code, output, error) = await InstallAsync();

        Assert.True(code == 0, error);
        Assert.Contains("Installed riverrun ", output, StringComparison.Ordinal);
        Assert.EndsWith(
            $"{Prefix}/bin is not on PATH; say: export PATH=\"{Prefix}/bin:$PATH\"\n", output,
            StringComparison.Ordinal);
        Assert.StartsWith("riverrun ", await SaysAsync(Launcher, "--version"), StringComparison.Ordinal);
        Assert.Matches(@"(?m)^wsd-s .* completed ", await SaysAsync(Launcher, "ls", "--home", finished.Home.Path));
    }

    [Fact]
    public async Task A_second_installation_takes_the_place_of_the_first_but_not_under_a_process_that_runs()
    {
        await InstallAsync();
        var first = Assert.Single(Installed());
        using var running =
            Process.Start(Start(Launcher, "events", "wsd-s", "--follow", "--home", finished.Home.Path))!;
        await running.StandardOutput.ReadLineAsync(Cancel);

        var (_, output, _) = await InstallAsync();
        Assert.Contains(
            $"A process runs the program in {first}, which stays; the next installation removes it.\n", output,
            StringComparison.Ordinal);
        Assert.Equal(2, Installed().Length);
        Assert.False(running.HasExited);

        running.Kill();
        await running.WaitForExitAsync(Cancel);
        await InstallAsync();
        Assert.DoesNotContain(first, Assert.Single(Installed()), StringComparison.Ordinal);
    }

    [Fact]
    public async Task One_that_fails_leaves_the_one_before_and_what_it_has_not_made()
    {
        await InstallAsync();
        var broken = _directory.CreateSubdirectory("broken");
        await File.WriteAllTextAsync(Path.Combine(broken.FullName, "Riverrun.Host.dll"), "no program", Cancel);

        var (code, _, error) = await RunAsync(Script, "--program", broken.FullName, Prefix);
        Assert.Equal(1, code);
        Assert.EndsWith("The program does not start; nothing was installed.\n", error, StringComparison.Ordinal);
        Assert.Single(Installed());
        Assert.StartsWith("riverrun ", await SaysAsync(Launcher, "--version"), StringComparison.Ordinal);

        await File.WriteAllTextAsync(Launcher, "somebody's own", Cancel);
        Assert.Equal(
            (1, "", $"{Launcher} is there, and ops/install has not made it; remove it, or name another PREFIX.\n"),
            await InstallAsync());
    }

    private static string Script { get; } = Path.Combine(Repository.Root, "ops", "install");

    private string[] Installed() => Directory.GetDirectories(Path.Combine(Prefix, "lib", "riverrun"));

    private Task<(int Code, string Output, string Error)> InstallAsync() =>
        RunAsync(Script, "--program", Path.GetDirectoryName(RiverrunProcess.Program)!, Prefix);

    private static async Task<string> SaysAsync(string program, params string[] words)
    {
        var (code, output, error) = await RunAsync(program, words);
        Assert.True(code == 0, error);

        return output;
    }

    private static async Task<(int Code, string Output, string Error)> RunAsync(string program, params string[] words)
    {
        using var process = Process.Start(Start(program, words))!;
        var (output, error) =
            (process.StandardOutput.ReadToEndAsync(Cancel), process.StandardError.ReadToEndAsync(Cancel));
        await process.WaitForExitAsync(Cancel);

        return (process.ExitCode, await output, await error);
    }

    private static ProcessStartInfo Start(string program, params string[] words) =>
        new(program, words) { RedirectStandardOutput = true, RedirectStandardError = true };
}
