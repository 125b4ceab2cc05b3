using System.Diagnostics;
using System.Reflection;
using System.Text.Json.Nodes;

namespace Riverrun.Host.Tests.Packages;

/// <summary>
/// The sample of a project of somebody's own, outside of this repository, built against packages that were made of the
/// build under test. Whatever else it needs is in the package cache that this build was restored from, so no network is
/// asked.
/// </summary>
public sealed class OwnProject : IAsyncLifetime
{
    private const string Name = "OwnModel";

    private static readonly string[] Packages = ["riverrun.models", "riverrun.actors", "riverrun.host"];

    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("somebodys own-");

    /// <summary>The version that packages of this build would have.</summary>
    public static string Version { get; } = typeof(RiverrunProgram).Assembly
        // The build gives one.
        .GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion.Split('+')[0];

    /// <summary>Where the packages lie.</summary>
    public string Feed => Path.Combine(_directory.FullName, "feed");

    /// <summary>
    /// The version that they have in this process and nowhere else: the cache that all projects share keeps what it
    /// has.
    /// </summary>
    public string PackageVersion { get; } =
        $"0.0.0-test.{TimeProvider.System.GetUtcNow():yyyyMMddHHmmss}.{Environment.ProcessId}";

    /// <summary>The program, to be started by itself.</summary>
    public string Program => Path.Combine(Output, Name);

    /// <summary>The program's assembly, to be started by dotnet.</summary>
    public string Assembly => Path.Combine(Output, $"{Name}.dll");

    private string Project => Path.Combine(_directory.FullName, Name);

    private string Output => Path.Combine(Project, "bin", "Release", "net10.0");

    /// <inheritdoc/>
    public async ValueTask InitializeAsync()
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(10));
        var configuration = new DirectoryInfo(AppContext.BaseDirectory).Name;
        await DotnetAsync(
            ["pack", "Runtime.sln", "--no-build", "-c", configuration, "-o", Feed,
                $"-p:PackageVersion={PackageVersion}",
                $"-p:NuspecOutputPath={Path.Combine(_directory.FullName, "nuspec")}"],
            Repository.Root, patience.Token);

        CopySample();
        await DotnetAsync(
            ["build", "-c", "Release", "-p:CreateHardLinksForCopyLocalIfPossible=true"], Project, patience.Token);
    }

    /// <summary>Publishes it for one platform.</summary>
    /// <returns>The program.</returns>
    public async Task<string> PublishAsync(string platform, CancellationToken cancel)
    {
        var to = Path.Combine(_directory.FullName, platform);
        await DotnetAsync(
            ["publish", "-c", "Release", "-r", platform, "--no-self-contained", "-o", to,
                "-p:CreateHardLinksForPublishFilesIfPossible=true", "-p:CreateHardLinksForCopyLocalIfPossible=true"],
            Project, cancel);

        return Path.Combine(to, Name);
    }

    /// <summary>Starts a program and waits until it ends.</summary>
    public static async Task<(int Code, string Output, string Error)> RunAsync(
        string program, CancellationToken cancel, params IEnumerable<string> words)
    {
        var start = new ProcessStartInfo(program, words) { WorkingDirectory = Path.GetTempPath() };

        return await EndAsync(start, cancel);
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        foreach (var cached in Cached().Select(path => new DirectoryInfo(path)).Where(cached => cached.Exists))
        {
            cached.Delete(recursive: true);

            if (cached.Parent is { } package && !package.EnumerateFileSystemInfos().Any())
                package.Delete();
        }

        _directory.Delete(recursive: true);

        return ValueTask.CompletedTask;
    }

    private void CopySample()
    {
        foreach (var file in new DirectoryInfo(Path.Combine(Repository.Root, "tests", "Samples", Name))
            .EnumerateFiles())
            file.CopyTo(Path.Combine(Directory.CreateDirectory(Project).FullName, file.Name));

        var project = Path.Combine(Project, $"{Name}.csproj");
        var written = File.ReadAllText(project);
        var asked = $"""<PackageReference Include="Riverrun.Host" Version="{Version}" />""";
        Assert.True(written.Contains(asked, StringComparison.Ordinal), $"{Name}.csproj does not say {asked}");
        File.WriteAllText(
            project, written.Replace(asked, asked.Replace(Version, PackageVersion), StringComparison.Ordinal));
        File.WriteAllText(
            Path.Combine(Project, "NuGet.config"),
            $"""<configuration><packageSources><clear /><add key="local" value="{Feed}" /></packageSources></configuration>""");
    }

    /// <summary>Where the restore has put the packages.</summary>
    private IEnumerable<string> Cached()
    {
        var assets = Path.Combine(Project, "obj", "project.assets.json");

        return File.Exists(assets)
            ? from folder in JsonNode.Parse(File.ReadAllText(assets))!["packageFolders"]!.AsObject()
              from package in Packages
              select Path.Combine(folder.Key, package, PackageVersion)
            : [];
    }

    private static async Task DotnetAsync(string[] words, string directory, CancellationToken cancel)
    {
        var start = new ProcessStartInfo(
            "dotnet", [.. words, "-v", "q", "-nologo", "-nodeReuse:false", "-p:UseSharedCompilation=false"])
        {
            WorkingDirectory = directory,
        };
        var (code, output, error) = await EndAsync(start, cancel);
        Assert.True(code == 0, $"dotnet {string.Join(' ', words)} ended with exit code {code}.\n{output}{error}");
    }

    private static async Task<(int Code, string Output, string Error)> EndAsync(
        ProcessStartInfo start, CancellationToken cancel)
    {
        (start.RedirectStandardOutput, start.RedirectStandardError) = (true, true);
        using var process = Process.Start(start) ?? throw new IOException($"{start.FileName} did not start.");

        try
        {
            var (output, error) =
                (process.StandardOutput.ReadToEndAsync(cancel), process.StandardError.ReadToEndAsync(cancel));
            await process.WaitForExitAsync(cancel);

            return (process.ExitCode, await output, await error);
        }
        finally
        {
            if (!process.HasExited)
                process.Kill(entireProcessTree: true);
        }
    }
}
