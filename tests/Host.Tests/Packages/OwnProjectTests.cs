using System.IO.Compression;
using System.Runtime.Versioning;
using System.Text.Json.Nodes;
using Riverrun.Host.Tests.Processes;

namespace Riverrun.Host.Tests.Packages;

/// <summary>A project of somebody's own that references the packages is the whole program.</summary>
[UnsupportedOSPlatform("windows")]
public sealed class OwnProjectTests(OwnProject own, FinishedRun finished)
    : IClassFixture<OwnProject>, IClassFixture<FinishedRun>, IDisposable
{
    private readonly TemporaryHome _home = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => _home.Dispose();

    [Fact]
    public async Task It_trains_to_the_same_bits_as_riverrun()
    {
        var (code, _, error) = await OwnAsync(TemporaryHome.SmallRun);
        var (_, shown, _) = await OwnAsync("show", "wsd-s", "--json");

        Assert.True(code == 0, error);
        Assert.Equal(
            TemporaryHome.Models(await finished.Home.ShowAsync("wsd-s", Cancel)),
            TemporaryHome.Models(JsonNode.Parse(shown)!.AsObject()));
    }

    [Fact]
    public async Task Its_doctor_tries_the_libtorch_that_came_with_the_package_in_a_process_of_its_own()
    {
        var (code, byItself, error) = await OwnAsync("doctor");
        var (_, byDotnet, _) =
            await OwnProject.RunAsync("dotnet", Cancel, own.Assembly, "doctor", "--home", _home.Path);

        Assert.True(code == 0, byItself + error);
        Assert.All([byItself, byDotnet], output =>
        {
            Assert.Contains(
                $"in {Path.GetDirectoryName(own.Program)}/runtimes/linux-x64/native/libtorch, which this build has, "
                    + "computes what it must",
                output,
                StringComparison.Ordinal);
            Assert.Contains("does not exist yet; OwnModel run makes it.", output, StringComparison.Ordinal);
        });
    }

    [Fact]
    public async Task The_workers_that_it_keeps_are_itself()
    {
        using var process = RiverrunProcess.Start(
            own.Assembly,
            new Dictionary<string, string> { ["DOTNET_PROCESSOR_COUNT"] = "1" },
            ["worker", "--device", "all", "--coordinators", $"127.0.0.1:{FreePort.Find()}", "--home", _home.Path]);

        await process.UntilAsync(one => one.Output.Contains("cpu:0 is ready for", StringComparison.Ordinal), Cancel);
        await process.SignalAsync("TERM", Cancel);

        Assert.Equal(0, await process.ExitAsync(Cancel));
    }

    [Fact]
    public async Task It_goes_by_its_own_name_and_says_which_riverrun_it_is()
    {
        var (_, version, _) = await OwnAsync("--version");
        var json = JsonNode.Parse((await OwnAsync("--version", "--json")).Output)!;
        var (_, help, _) = await OwnAsync("show", "--help");
        var (_, completion, _) = await OwnAsync("completion", "bash");
        var (code, _, wrong) = await OwnAsync("shwo");

        Assert.Equal($"OwnModel 1.0.0, which is riverrun {OwnProject.Version}, commit {json["commit"]}\n", version);
        Assert.Equal("OwnModel 1.0.0", $"{json["program"]!["name"]} {json["program"]!["version"]}");
        Assert.Contains("Usage:\n  OwnModel show <RUN>", help, StringComparison.Ordinal);
        Assert.Contains("Examples:\n  OwnModel show wsd-s\n", help, StringComparison.Ordinal);
        Assert.EndsWith("complete -o default -F _OwnModel OwnModel\n", completion, StringComparison.Ordinal);
        Assert.Equal(2, code);
        Assert.EndsWith(
            "perhaps you meant show; OwnModel --help lists verbs and options.\n", wrong, StringComparison.Ordinal);
    }

    [Fact]
    public async Task It_is_published_for_one_platform_with_its_libtorch()
    {
        var program = await own.PublishAsync("linux-x64", Cancel);

        var (code, output, error) = await OwnProject.RunAsync(program, Cancel, "doctor", "--home", _home.Path);

        Assert.True(code == 0, output + error);
        Assert.Contains(
            $"in {Path.GetDirectoryName(program)}/libtorch, which this build has, computes what it must", output,
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Models", "buildTransitive/Riverrun.Models.targets")]
    [InlineData("Actors")]
    [InlineData("Host", "buildTransitive/Riverrun.Host.props", "buildTransitive/Riverrun.Host.targets",
        "buildTransitive/hocon.conf")]
    public void A_package_says_what_it_is_and_brings_nothing_of_the_house(string name, params string[] more)
    {
        using var package = ZipFile.OpenRead(Path.Combine(own.Feed, $"Riverrun.{name}.{own.PackageVersion}.nupkg"));
        using var nuspec = new StreamReader(package.GetEntry($"Riverrun.{name}.nuspec")!.Open());
        var said = nuspec.ReadToEnd();

        Assert.Superset(
            new HashSet<string> { "README.md", $"lib/net10.0/Riverrun.{name}.dll", $"lib/net10.0/Riverrun.{name}.xml" },
            package.Entries.Select(entry => entry.FullName).ToHashSet());
        Assert.Equal(
            more, package.Entries.Select(entry => entry.FullName)
                .Where(entry => entry.StartsWith("build", StringComparison.Ordinal)));
        Assert.Contains("<license type=\"expression\">MIT</license>", said, StringComparison.Ordinal);
        Assert.DoesNotContain("Package Description", said, StringComparison.Ordinal);
        Assert.DoesNotContain("Analyzers\" version", said, StringComparison.Ordinal);
        Assert.DoesNotContain(package.Entries, entry => entry.FullName.StartsWith("content", StringComparison.Ordinal));
    }

    private Task<(int Code, string Output, string Error)> OwnAsync(params string[] words) =>
        OwnProject.RunAsync(own.Program, Cancel, [.. words, "--home", _home.Path]);
}
