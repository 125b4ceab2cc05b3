using System.Globalization;
using System.Text.RegularExpressions;

namespace Riverrun.Cluster.Tests.Workers;

/// <summary>A home for workers that is gone afterwards; no coordinator listens where they look for one.</summary>
public sealed partial class WorkerHome : IDisposable
{
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("riverrun-worker-");

    /// <summary>Where workers look for a coordinator.</summary>
    public string Coordinator { get; } = $"127.0.0.1:{FreePort.Find()}";

    /// <summary>The home.</summary>
    public string Path => _directory.FullName;

    /// <summary>The directory of a device.</summary>
    public string DirectoryOf(string folder) => System.IO.Path.Combine(_directory.FullName, "workers", folder);

    /// <summary>Starts <c>worker</c> with these words.</summary>
    public RiverrunProcess Start(params string[] words) => Start(new Dictionary<string, string>(), words);

    /// <summary>Starts <c>worker</c> with these words and variables.</summary>
    public RiverrunProcess Start(IReadOnlyDictionary<string, string> environment, params string[] words) =>
        RiverrunProcess.Start(
        new Dictionary<string, string>(environment) { ["RIVERRUN_COORDINATORS"] = Coordinator },
        ["worker", "--home", _directory.FullName, .. words]);

    /// <summary>The process ids of the workers that have said they are ready, in that order.</summary>
    public static IReadOnlyList<int> Ready(RiverrunProcess process) =>
        [.. ReadyLine().Matches(process.Output)
            .Select(match => int.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture))];

    /// <summary>Whether a process is there and no zombie.</summary>
    public static bool Lives(int id)
    {
        try
        {
            return !File.ReadAllText($"/proc/{id}/stat").Contains(") Z ", StringComparison.Ordinal);
        }
        catch (IOException)
        {
            return false;
        }
    }

    /// <summary>Waits until something is so.</summary>
    public static async Task UntilAsync(Func<bool> holds, CancellationToken cancel)
    {
        while (!holds())
            await Task.Delay(20, cancel);
    }

    /// <inheritdoc/>
    public void Dispose() => _directory.Delete(recursive: true);

    [GeneratedRegex(@"is ready for .*, process (\d+)\.")]
    private static partial Regex ReadyLine();
}
