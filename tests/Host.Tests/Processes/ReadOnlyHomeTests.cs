using System.Diagnostics;
using System.Runtime.Versioning;

namespace Riverrun.Host.Tests.Processes;

/// <summary>A home where nothing can be written: on a file system that is mounted so, and of another user.</summary>
public sealed class ReadOnlyHomeTests(FinishedRun finished) : IClassFixture<FinishedRun>, IDisposable
{
    private readonly TemporaryHome _home = finished.Copy();
    private readonly DirectoryInfo _out = Directory.CreateTempSubdirectory("riverrun-out-");

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        _home.Dispose();
        _out.Delete(recursive: true);
    }

    [Theory]
    [InlineData("ls")]
    [InlineData("show wsd-s --json")]
    [InlineData("events wsd-s --last 3")]
    [InlineData("checkpoints wsd-s")]
    [InlineData("watch wsd-s")]
    [InlineData("sample wsd-s --tokens 8")]
    [InlineData("export wsd-s --to csv OUT")]
    [InlineData("export wsd-s --to safetensors OUT")]
    [InlineData("compare wsd-s --to OUT/report.html")]
    public async Task It_is_looked_at_as_any_other(string words)
    {
        var verb = words.Replace("OUT", _out.FullName, StringComparison.Ordinal).Split(' ');
        var expected = await RiverrunProcess.RunAsync(finished.Home.Path, Cancel, verb);

        var (code, output, error) = await MountedAsync(verb);

        Assert.Equal((0, ""), (code, error));
        Assert.Equal(WithoutTimes(expected.Output), WithoutTimes(output));
    }

    [Fact]
    public async Task A_comparison_says_that_it_has_no_report_and_a_command_that_it_cannot_be_stored()
    {
        var (code, output, error) = await MountedAsync("compare", "wsd-s");
        Assert.Equal(0, code);
        Assert.Matches(@"(?m)^\s*wsd-s .*\b240\b", output);
        Assert.Matches($@"^There is no report, for {_home.Path}/reports/compare/report\.html cannot be written \(.*\); name another file with --to\.\n$", error);

        var paused = await MountedAsync("pause", "wsd-s");
        Assert.Equal((1, ""), (paused.Code, paused.Output));
        Assert.Matches($@"^The home {_home.Path} cannot be written \(.*\); name a directory that can be with --home\.\n$", paused.Error);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task What_a_killed_process_left_in_the_log_is_read(bool withIndex)
    {
        using var killed =
            RiverrunProcess.Start(
                _home.Path, [.. TemporaryHome.SmallRun, "--name", "killed", "--set", "budgets=[60, 100000]"]);
        await killed.UntilAsync(run => run.Output.Contains("budget 60 reached", StringComparison.Ordinal), Cancel);
        killed.Kill();
        await killed.ExitAsync(Cancel);
        Assert.True(new FileInfo(Path.Combine(_home.Path, "journal.db-wal")).Length > 0);

        if (!withIndex)
            File.Delete(Path.Combine(_home.Path, "journal.db-shm"));

        var mounted = await MountedAsync("events", "killed", "--json");
        var stored = await RiverrunProcess.RunAsync(_home.Path, Cancel, "events", "killed", "--json");

        Assert.Equal((0, ""), (mounted.Code, mounted.Error));
        Assert.Contains("run-budget-reached", stored.Output, StringComparison.Ordinal);
        Assert.Equal(stored.Output, mounted.Output);
    }

    [Fact]
    [UnsupportedOSPlatform("windows")]
    public async Task Another_user_may_look_at_what_he_may_read()
    {
        if (!Environment.IsPrivilegedProcess)
            Assert.Skip("Only root can become another user.");

        string[] nobody = ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups", "env", "HOME=/tmp"];
        File.SetUnixFileMode(Path.GetDirectoryName(_home.Path)!, (UnixFileMode)0b111_101_101);
        var expected = await RiverrunProcess.RunAsync(finished.Home.Path, Cancel, "show", "wsd-s");

        var (code, output, error) =
            await RunAsync([.. nobody, "dotnet", RiverrunProcess.Program, "show", "wsd-s", "--home", _home.Path]);
        Assert.Equal((0, ""), (code, error));
        Assert.Equal(expected.Output, output);

        File.SetUnixFileMode(Path.Combine(_home.Path, "journal.db"), UnixFileMode.UserRead | UnixFileMode.UserWrite);
        (code, _, error) =
            await RunAsync([.. nobody, "dotnet", RiverrunProcess.Program, "show", "wsd-s", "--home", _home.Path]);
        Assert.Equal(1, code);
        Assert.Matches($@"^The journal {_home.Path}/journal\.db cannot be read \(.*\); ask as a user who may read it, or name another --home\.\n$", error);
    }

    private static string WithoutTimes(string text) =>
        string.Join('\n',
            text.Split('\n')
                .Select(line =>
                line.Contains("Z  ", StringComparison.Ordinal)
                ? line[(line.IndexOf("Z  ", StringComparison.Ordinal) + 1)..] : line));

    /// <summary>The verb in a mount namespace where the home is read-only.</summary>
    private async Task<(int Code, string Output, string Error)> MountedAsync(params string[] words)
    {
        const string Mount = "mount --bind \"$0\" \"$0\" && mount -o remount,bind,ro \"$0\" || exit 99; exec \"$@\"";
        var result = await RunAsync(
            ["unshare", "-m", "sh", "-c", Mount, _home.Path, "dotnet", RiverrunProcess.Program, .. words, "--home",
                _home.Path]);

        if (result.Code == 99 || result.Error.StartsWith("unshare:", StringComparison.Ordinal))
            Assert.Skip("Nothing can be mounted here.");

        return result;
    }

    private static async Task<(int Code, string Output, string Error)> RunAsync(string[] words)
    {
        using var process = Process.Start(
            new ProcessStartInfo(
                words[0], words[1..])
            { RedirectStandardOutput = true, RedirectStandardError = true })!;
        var (output, error) =
            (process.StandardOutput.ReadToEndAsync(Cancel), process.StandardError.ReadToEndAsync(Cancel));
        await process.WaitForExitAsync(Cancel);

        return (process.ExitCode, await output, await error);
    }
}
