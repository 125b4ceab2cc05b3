namespace Riverrun.Cluster.Tests.Http;

/// <summary>
/// A <c>riverrun serve</c> of its own home on a free port, killed and removed afterwards, and verbs that speak to it.
/// </summary>
public sealed class ServedNode : IDisposable
{
    private static readonly Dictionary<string, string> NoEnvironment = [];

    private readonly DirectoryInfo _directory;

    private ServedNode(DirectoryInfo directory, RiverrunProcess process) =>
        (_directory, Process) = (directory, process);

    /// <summary>The process.</summary>
    public RiverrunProcess Process { get; private set; }

    /// <summary>Its home.</summary>
    public string Home => Path.Combine(_directory.FullName, "home");

    /// <summary>Where it serves, as it said.</summary>
    public Uri Url { get; private set; } = new("http://127.0.0.1");

    /// <summary>Starts a node and waits until it says that it is ready.</summary>
    public static Task<ServedNode> StartAsync(CancellationToken cancel, params string[] words) =>
        StartAsync(NoEnvironment, cancel, words);

    /// <summary>Starts a node with an environment and waits until it says that it is ready.</summary>
    public static async Task<ServedNode> StartAsync(
        IReadOnlyDictionary<string, string> environment, CancellationToken cancel, params string[] words)
    {
        var directory = Directory.CreateTempSubdirectory("riverrun-serve-");
        var node = new ServedNode(
            directory,
            RiverrunProcess.Start(
                environment, [
                    "serve", .. words.Contains("--bind") ? (string[])[] : ["--bind", "127.0.0.1:0"], "--home",
                    Path.Combine(directory.FullName, "home"), .. words]));

        await node.UntilReadyAsync(cancel);

        return node;
    }

    /// <summary>Starts the node again, in its home and at the address it had.</summary>
    public async Task RestartAsync(CancellationToken cancel)
    {
        Process.Dispose();
        Process = RiverrunProcess.Start(NoEnvironment, "serve", "--bind", Url.Authority, "--home", Home);

        await UntilReadyAsync(cancel);
    }

    /// <summary>Carries out a verb in a process of its own, with <c>--url</c>.</summary>
    public Task<(int Code, string Output, string Error)> SayAsync(CancellationToken cancel, params string[] words) =>
        RunAsync(NoEnvironment, cancel, [.. words, "--url", Url.OriginalString]);

    /// <summary>Starts a verb in a process of its own, with <c>--url</c>.</summary>
    public RiverrunProcess Say(params string[] words) =>
        RiverrunProcess.Start(NoEnvironment, [.. words, "--url", Url.OriginalString]);

    /// <summary>Carries out a verb in a process of its own.</summary>
    public static async Task<(int Code, string Output, string Error)> RunAsync(
        IReadOnlyDictionary<string, string> environment, CancellationToken cancel, params IEnumerable<string> words)
    {
        using var process = RiverrunProcess.Start(environment, words);
        var code = await process.ExitAsync(cancel);

        return (code, process.Output, process.Error);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Process.Dispose();
        _directory.Delete(recursive: true);
    }

    private async Task UntilReadyAsync(CancellationToken cancel)
    {
        await Process.UntilAsync(process => process.Output.Contains('\n'), cancel);
        Url = new Uri(Process.Output.Split(' ')[2]);
    }
}
