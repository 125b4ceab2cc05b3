using System.Diagnostics;

namespace Riverrun.Host.Tests.Processes;

/// <summary>Standard output and error on a full disk, on a pipe that nobody reads, and closed.</summary>
public sealed class LostOutputTests : IDisposable
{
    private const string Lost = "Standard output cannot be written (No space left on device), so the answer is lost; "
        + "make room or redirect it, and say the same again.\n";

    private readonly TemporaryHome _home = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => _home.Dispose();

    [Theory]
    [InlineData("{} >/dev/full", 1, Lost)]
    [InlineData("{} 2>/dev/full >/dev/null", 0, "")]
    [InlineData("{} >/dev/full 2>&1", 1, "")]
    [InlineData("{} --json >/dev/full 2>&1", 1, "")]
    [InlineData("{} | true; exit ${PIPESTATUS[0]}", 0, "")]
    [InlineData("{} >&- 2>&-", 1, "")]
    public async Task A_run_is_trained_whoever_cannot_be_told(string command, int code, string error)
    {
        Assert.SkipUnless(File.Exists("/dev/full"), "This system has no full device.");

        var ended = await ShellAsync(
            command.Replace("{}", "dotnet \"$0\" \"$@\"", StringComparison.Ordinal), [.. TemporaryHome.SmallRun]);

        Assert.Equal((code, error), ended);
        var view = await _home.ShowAsync("wsd-s", Cancel);
        Assert.Equal("completed", view["status"]!.GetValue<string>());
        Assert.All(view["budgets"]!.AsArray(), budget => Assert.NotNull(budget!["checkpoint"]));
    }

    [Theory]
    [InlineData("recipes")]
    [InlineData("recipes --json")]
    [InlineData("--help")]
    [InlineData("run wsd-s --dry-run")]
    public async Task An_answer_that_is_lost_is_exit_code_1_and_a_sentence(string words)
    {
        Assert.SkipUnless(File.Exists("/dev/full"), "This system has no full device.");

        Assert.Equal((1, Lost), await ShellAsync("dotnet \"$0\" \"$@\" >/dev/full", words.Split(' ')));
    }

    private async Task<(int Code, string Error)> ShellAsync(string script, IEnumerable<string> words)
    {
        var start = new ProcessStartInfo(
            "bash", ["-c", script, RiverrunProcess.Program, .. words, "--home", _home.Path])
        {
            RedirectStandardError = true,
            WorkingDirectory = Path.GetTempPath(),
        };
        start.Environment["RIVERRUN_TOKENS"] = Path.Combine(AppContext.BaseDirectory, "tokens");
        using var shell = Process.Start(start)!;
        var error = await shell.StandardError.ReadToEndAsync(Cancel);
        await shell.WaitForExitAsync(Cancel);

        return (shell.ExitCode, error);
    }
}
