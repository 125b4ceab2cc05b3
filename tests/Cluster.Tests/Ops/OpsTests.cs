using System.ComponentModel;
using System.Diagnostics;

namespace Riverrun.Cluster.Tests.Ops;

public sealed class OpsTests
{
    /// <summary>How the scripts end where something that they need is not installed.</summary>
    private const int IsMissing = 3;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public Task The_files_of_ops_agree_with_each_other_and_with_the_program() => MustSucceedAsync(
        "python3", ["ops/check", "--program", AppContext.BaseDirectory],
        "python3 lacks PyYAML (python3-yaml), with which ops/check reads the manifests.");

    [Fact]
    public Task The_processes_of_the_compose_file_start_hear_each_other_and_leave_in_order() => MustSucceedAsync(
        "bash", ["ops/compose/on-loopback", RiverrunProcess.Program],
        "PostgreSQL is not installed, which ops/compose/on-loopback starts.");

    private static async Task MustSucceedAsync(string program, string[] words, string missing)
    {
        using var script = Start(new ProcessStartInfo(program, words)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = Repository.Root,
        });
        var said = await Task.WhenAll(
            script.StandardOutput.ReadToEndAsync(Cancel), script.StandardError.ReadToEndAsync(Cancel));
        await script.WaitForExitAsync(Cancel);

        Assert.SkipWhen(script.ExitCode == IsMissing, missing);
        Assert.True(script.ExitCode == 0, string.Concat(said));
    }

    private static Process Start(ProcessStartInfo start)
    {
        try
        {
            return Process.Start(start)!;
        }
        catch (Win32Exception)
        {
            Assert.Skip($"{start.FileName} is not installed, in which {start.ArgumentList[0]} is written.");
            throw;
        }
    }
}
