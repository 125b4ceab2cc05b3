using System.Diagnostics;
using System.Text.Json.Nodes;

namespace Riverrun.Host.Tests.Cli;

/// <summary>
/// The build property that says which libtorch the program has: what the projects evaluate to, for not every package
/// source serves CUDA's.
/// </summary>
public sealed class TorchBuildTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("", "libtorch-cpu-linux-x64", true)]
    [InlineData("-p:Torch=cpu", "libtorch-cpu-linux-x64", true)]
    [InlineData("-p:Torch=cuda", "TorchSharp-cuda-linux", false)]
    [InlineData("-p:Torch=none", null, false)]
    public async Task A_build_takes_the_packages_that_it_is_told_to(string property, string? package, bool isLocked)
    {
        var (code, output) = await EvaluateAsync(
        [
            .. new[] { property }.Where(word => word.Length > 0),
            "-getItem:PackageReference", "-getItem:PackageVersion",
            "-getProperty:RestorePackagesWithLockFile", "-getProperty:ArtifactsPath",
        ]);

        Assert.True(code == 0, output);
        var told = JsonNode.Parse(output)!;
        var packages = Identities("PackageReference")
            .Where(name => name.Contains("torch", StringComparison.OrdinalIgnoreCase)).ToList();
        Assert.Equal(package is null ? ["TorchSharp"] : ["TorchSharp", package], packages);
        Assert.All(packages, name => Assert.Contains(name, Identities("PackageVersion")));
        Assert.Equal(isLocked, bool.Parse(told["Properties"]!["RestorePackagesWithLockFile"]!.GetValue<string>()));
        Assert.Equal(
            isLocked, !told["Properties"]!["ArtifactsPath"]!.GetValue<string>()
                .Contains("torch-", StringComparison.Ordinal));

        IEnumerable<string> Identities(string kind) =>
            told["Items"]![kind]!.AsArray().Select(item => item!["Identity"]!.GetValue<string>());
    }

    [Theory]
    [InlineData("gpu")]
    [InlineData("cpu;cuda")]
    public async Task Another_value_is_an_error_in_a_sentence(string value)
    {
        var (code, output) = await EvaluateAsync("-t:Restore", $"-p:Torch={Uri.EscapeDataString(value)}", "-v:quiet");

        Assert.NotEqual(0, code);
        Assert.Contains(
            $"error : -p:Torch is {value}; it must be cpu (the default), cuda or none.", output,
            StringComparison.Ordinal);
    }

    private static async Task<(int Code, string Output)> EvaluateAsync(params IEnumerable<string> words)
    {
        var project = Path.Combine(Repository.Root, "src", "Models", "Models.csproj");
        var start = new ProcessStartInfo("dotnet", ["msbuild", project, "-nodeReuse:false", .. words])
        {
            RedirectStandardOutput = true,
        };
        start.Environment.Remove("Torch");
        using var build = Process.Start(start) ?? throw new IOException("dotnet did not start.");
        var output = await build.StandardOutput.ReadToEndAsync(Cancel);
        await build.WaitForExitAsync(Cancel);

        return (build.ExitCode, output);
    }
}
