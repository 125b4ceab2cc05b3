using System.Diagnostics;

namespace Riverrun.Cluster.Tests.Ops;

public sealed class OpsTests
{
    private const int LacksYaml = 3;

    [Fact]
    public async Task The_files_of_ops_agree_with_each_other_and_with_the_program()
    {
        var root = Repository.Root;
        var start = new ProcessStartInfo("python3", [Path.Combine(root, "ops", "check"), "--program", AppContext.BaseDirectory])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = root,
        };

        using var check = Start(start);
        var (output, error) = (
            check.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken),
            check.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken));
        await check.WaitForExitAsync(TestContext.Current.CancellationToken);

        if (check.ExitCode == LacksYaml)
            Assert.Skip("python3 lacks PyYAML (python3-yaml), with which ops/check reads the manifests.");

        Assert.True(check.ExitCode == 0, await output + await error);
    }

    private static Process Start(ProcessStartInfo start)
    {
        try
        {
            return Process.Start(start)!;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            Assert.Skip("python3 is not installed, in which ops/check is written.");
            throw;
        }
    }
}
