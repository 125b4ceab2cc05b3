using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace Riverrun.Cluster.Tests.Upgrade;

/// <summary>The next version of the program: these sources and one event more, built in a folder of its own.</summary>
/// <remarks>
/// Only the host and the actors get the new version. The version and the commit of the models are part of every
/// checkpoint, so those stay what they are, and digests of both builds can be compared.
/// </remarks>
internal sealed class NextBuild : IDisposable
{
    /// <summary>Its version.</summary>
    public const string Version = "1.0.1";

    /// <summary>The wire name of its event, which every branch stores with the checkpoint at a stage's end.</summary>
    public const string Event = "branch-noted";

    private static readonly string Root =
        Path.GetFullPath(Path.Combine(Path.GetDirectoryName(ThisFile())!, "..", "..", ".."));

    private static readonly string[] Copied =
        ["Directory.Build.props", "Directory.Build.targets", "Directory.Packages.props", "global.json",
            "BannedSymbols.txt", "hocon.conf"];

    private static readonly (string File, string Old, string New)[] Patch =
    [
        ("src/Actors/Branches/BranchEvent.cs",
            "[JsonDerivedType(typeof(Completed), \"branch-completed\")]",
            $"[JsonDerivedType(typeof(Completed), \"branch-completed\")]\n[JsonDerivedType(typeof(Noted), "
                + $"\"{Event}\")]"),
        ("src/Actors/Branches/BranchEvent.cs",
            "private BranchEvent() { }",
            "private BranchEvent() { }\n\n    public sealed record Noted(string Text) : BranchEvent;"),
        ("src/Actors/Branches/BranchState.cs",
            ") : IState<BranchState, BranchEvent>",
            ",\n    string? Note = null) : IState<BranchState, BranchEvent>"),
        ("src/Actors/Branches/BranchState.cs", "BranchEvent.ReportRefused => this,",
            "BranchEvent.ReportRefused => this,\n        BranchEvent.Noted e => this with { Note = e.Text },"),
        ("src/Actors/Branches/BranchReports.cs",
            "Decision<BranchEvent>.Accept(new BranchEvent.CheckpointSaved(saved.Step, saved.Digest, saved.Reason))",
            "Decision<BranchEvent>.Accept([new BranchEvent.CheckpointSaved(saved.Step, saved.Digest, saved.Reason), "
                + ".. saved.Reason == \"stage-end\" ? [new BranchEvent.Noted($\"At {saved.Step}.\")] : "
                + "Array.Empty<BranchEvent>()])"),
        ("Directory.Build.props",
            "<Nullable>enable</Nullable>",
            $"<Nullable>enable</Nullable><Version Condition=\"'$(MSBuildProjectName)' != 'Models'\">{Version}</Version>"
                + "<IncludeSourceRevisionInInformationalVersion>false</IncludeSourceRevisionInInformationalVersion>"
                + "<InformationalVersion Condition=\"'$(MSBuildProjectName)' == "
                + "'Models'\">@MODELS@</InformationalVersion>"),
    ];

    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("riverrun-next-");

    private NextBuild()
    {
    }

    /// <summary>The assembly to start.</summary>
    public string Program =>
        Path.Combine(_directory.FullName, "artifacts", "bin", "Host", "release", "Riverrun.Host.dll");

    /// <summary>Makes it; skips the test where the sources or the SDK are not there.</summary>
    public static async Task<NextBuild> MakeAsync(CancellationToken cancel)
    {
        if (!File.Exists(Path.Combine(Root, "src", "Host", "Host.csproj")))
            Assert.Skip($"The sources are not in {Root}, so that there is no next build to upgrade to.");

        var next = new NextBuild();

        try
        {
            next.CopySources();
            next.Change();
            await next.BuildAsync(cancel);

            return next;
        }
        catch
        {
            next.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _directory.Delete(recursive: true);

    private void CopySources()
    {
        foreach (var file in Directory.EnumerateFiles(Path.Combine(Root, "src"), "*", SearchOption.AllDirectories)
            .Concat(Copied.Select(name => Path.Combine(Root, name))))
        {
            var to = Path.Combine(_directory.FullName, Path.GetRelativePath(Root, file));
            Directory.CreateDirectory(Path.GetDirectoryName(to)!);
            File.Copy(file, to);
        }
    }

    private void Change()
    {
        var models = FileVersionInfo.GetVersionInfo(Path.Combine(AppContext.BaseDirectory, "Riverrun.Models.dll"))
            .ProductVersion!;

        foreach (var (name, old, changed) in Patch)
        {
            var file = Path.Combine(_directory.FullName, name);
            var text = File.ReadAllText(file);
            Assert.True(text.Contains(old, StringComparison.Ordinal),
                $"{name} has no '{old}' any more; the patch of NextBuild must name what it has now.");
            File.WriteAllText(
                file, text.Replace(
                    old, changed.Replace("@MODELS@", models, StringComparison.Ordinal), StringComparison.Ordinal));
        }
    }

    /// <summary>From the packages that this build was restored from, so that no network is needed.</summary>
    private async Task BuildAsync(CancellationToken cancel)
    {
        var start = new ProcessStartInfo("dotnet",
        [
            "build", "src/Host", "-c", "Release", "-v", "q", "-nologo", "-p:RestoreLockedMode=true",
            "-p:RunAnalyzers=false", "-p:TreatWarningsAsErrors=false",
            "-p:GenerateDocumentationFile=false", "-nodeReuse:false", "-p:UseSharedCompilation=false",
        ])
        {
            WorkingDirectory = _directory.FullName,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };

        using var build = Process.Start(start)!;

        try
        {
            var words = await Task.WhenAll(
                build.StandardOutput.ReadToEndAsync(cancel), build.StandardError.ReadToEndAsync(cancel));
            await build.WaitForExitAsync(cancel);
            Assert.True(build.ExitCode == 0 && File.Exists(Program),
                $"The next build could not be made.\n{string.Concat(words)}");
        }
        finally
        {
            if (!build.HasExited)
                build.Kill(entireProcessTree: true);
        }
    }

    private static string ThisFile([CallerFilePath] string path = "") => path;
}
