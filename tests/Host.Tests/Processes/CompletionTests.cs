using System.Diagnostics;
using System.Runtime.Versioning;

namespace Riverrun.Host.Tests.Processes;

/// <summary>The completion script in a real bash, for a launcher as ops/install makes one.</summary>
public sealed class CompletionTests(FinishedRun finished) : IClassFixture<FinishedRun>, IDisposable
{
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("riverrun-bash-");

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => _directory.Delete(recursive: true);

    [Theory]
    [InlineData("sho", "show")]
    [InlineData("budget a", "add")]
    [InlineData("show ", "wsd-s")]
    [InlineData("show w", "wsd-s")]
    [InlineData("compare wsd-s w", "wsd-s")]
    [InlineData("show wsd-s --js", "--json")]
    [InlineData("run wsd-s --sc", "--scale")]
    [InlineData("run wsd-s --scale sm", "small smoke")]
    [InlineData("run wsd", "wsd wsd-s")]
    [InlineData("completion ", "bash fish zsh")]
    [InlineData("show nosuch", "")]
    [UnsupportedOSPlatform("windows")]
    public async Task A_shell_completes_verbs_options_and_names_of_runs(string line, string completions)
    {
        var launcher = Path.Combine(_directory.FullName, "riverrun");
        await File.WriteAllTextAsync(
            launcher, $"#!/bin/sh\nexec dotnet \"{RiverrunProcess.Program}\" \"$@\"\n", Cancel);
        File.SetUnixFileMode(launcher, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);

        // What readline does before it asks: words, the one at the cursor, the line and the cursor's place in it.
        const string Ask = """
            eval "$(riverrun completion bash)" && complete -p riverrun >/dev/null || exit 1
            COMP_LINE="riverrun $1" COMP_POINT=$((9 + ${#1}))
            read -ra COMP_WORDS <<<"$COMP_LINE"
            case "$COMP_LINE" in *' ') COMP_WORDS+=('') ;; esac
            COMP_CWORD=$((${#COMP_WORDS[@]} - 1))
            _riverrun
            printf '%s\n' "${COMPREPLY[@]}" | sort
            """;
        var start = new ProcessStartInfo("bash", ["-c", Ask, "bash", line]) { RedirectStandardOutput = true };
        start.Environment["PATH"] = $"{_directory.FullName}:{Environment.GetEnvironmentVariable("PATH")}";
        start.Environment["RIVERRUN_HOME"] = finished.Home.Path;

        using var bash = Process.Start(start)!;
        var output = await bash.StandardOutput.ReadToEndAsync(Cancel);
        await bash.WaitForExitAsync(Cancel);

        Assert.Equal((0, completions), (bash.ExitCode, output.TrimEnd('\n').Replace('\n', ' ')));
    }
}
