using System.Text.RegularExpressions;
using Riverrun.Cluster.Tests.Http;
using Riverrun.Cluster.Tests.Support;

namespace Riverrun.Cluster.Tests.Ops;

/// <summary>
/// What the README says of many machines, done word for word; only ports and the database are others.
/// </summary>
public sealed partial class ReadmeClusterTests : IDisposable
{
    private readonly TemporaryFolder _directory = new();
    private readonly List<RiverrunProcess> _nodes = [];

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        foreach (var node in _nodes)
            node.Dispose();

        _directory.Dispose();
    }

    [Fact]
    public async Task The_cluster_of_the_readme_trains_verifies_and_samples()
    {
        await using var database = await PostgreSqlServer.StartAsync(Cancel);
        var (environment, commands) = Read(database.ConnectionString);
        string? url = null;

        foreach (var words in commands)
            if (words[0] == "submit")
            {
                url = words[Array.IndexOf(words, "--url") + 1];
                await MustSucceedAsync(environment, words);
            }
            else
                await StartAsync(environment, words);

        Assert.NotNull(url);
        await MustSucceedAsync(environment, "verify", "wsd", "--url", url);
        await MustSucceedAsync(environment, "sample", "wsd", "--tokens", "5", "--url", url);
    }

    private async Task StartAsync(IReadOnlyDictionary<string, string> environment, string[] words)
    {
        var home = Array.IndexOf(words, "--home") + 1;
        words[home] = _directory.File(words[home]);
        var node = RiverrunProcess.Start(environment, words);
        _nodes.Add(node);
        await node.UntilAsync(process => process.Output.Contains('\n'), Cancel);
    }

    private static async Task MustSucceedAsync(IReadOnlyDictionary<string, string> environment, params string[] words)
    {
        var (code, output, error) = await ServedNode.RunAsync(environment, Cancel, words);

        Assert.True(code == 0, $"riverrun {string.Join(' ', words)} ends with {code}.\n{output}\n{error}");
    }

    /// <summary>The variables that the README exports and the commands that follow them.</summary>
    private (Dictionary<string, string> Environment, List<string[]> Commands) Read(string database)
    {
        var text = ManyMachines().Match(File.ReadAllText(Path.Combine(Repository.Root, "README.md"))).Groups[1].Value;

        var ports = Ports().Matches(text).Select(match => match.Value).Distinct()
            .ToDictionary(port => port, _ => $"{FreePort.Find()}");
        text = Ports().Replace(text, match => ports[match.Value])
            .Replace("$PWD", _directory.Path, StringComparison.Ordinal);
        var lines = text.Split('\n').Select(line => line.Split(" #")[0].Trim()).ToList();
        var environment = lines
            .Where(line => line.StartsWith("export ", StringComparison.Ordinal))
            .SelectMany(line => Variable().Matches(line))
            .ToDictionary(match => match.Groups[1].Value, match => match.Groups[2].Value.Trim('\''));
        environment["RIVERRUN_JOURNAL"] = database;
        environment["RIVERRUN_HOME"] = _directory.File("home");

        return (environment, [.. lines
            .Where(line => line.StartsWith("riverrun ", StringComparison.Ordinal))
            .Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1..])]);
    }

    [GeneratedRegex("## On many machines.*?```\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex ManyMachines();

    [GeneratedRegex(@"\b74[0-9]{2}\b")]
    private static partial Regex Ports();

    [GeneratedRegex("(RIVERRUN_[A-Z]+)=('[^']*'|[^ ]+)")]
    private static partial Regex Variable();
}
