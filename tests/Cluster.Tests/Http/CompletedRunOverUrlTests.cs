using System.Text.Json.Nodes;
using Riverrun.Cluster.Tests.Support;

namespace Riverrun.Cluster.Tests.Http;

/// <summary>Verbs that want a run with checkpoints and a history, against a node elsewhere.</summary>
public sealed class CompletedRunOverUrlTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_completed_run_is_listed_collected_exported_compared_and_forked()
    {
        var port = $"{FreePort.Find()}";
        var cluster = new Dictionary<string, string>
        {
            ["RIVERRUN_COORDINATORS"] = $"127.0.0.1:{port}",
            ["RIVERRUN_CHECKPOINTS"] = _folder.File("checkpoints"),
        };
        using var node = await ServedNode.StartAsync(cluster, Cancel, "--cluster-port", port);
        using var worker =
            RiverrunProcess.Start(cluster, "worker", "--home", _folder.File("worker"), "--device", "cpu:0");
        await SaidAsync(node, "submit", "wsd-s", "--name", "one", "--scale", "smoke");
        await SaidAsync(node, "watch", "one");

        var kept = Parsed(await SaidAsync(node, "checkpoints", "one", "--json")).AsArray();
        var collected = Parsed(await SaidAsync(node, "gc", "--dry-run", "--json"));
        var csv = await SaidAsync(node, "export", "one", "--to", "csv", _folder.File("csv"));
        var weights = await SaidAsync(node, "export", "one", "--to", "safetensors", _folder.File("weights"));
        var compared = await SaidAsync(node, "compare", "one", "--to", _folder.File("compare.html"));
        var forked = await SaidAsync(
            node, "fork", "one", "--branch", "river", "--at", "40", "--name", "side", "--set",
            "learning-rate.peak=1e-3");

        Assert.Contains(
            (40, "river"),
            kept.Select(checkpoint =>
                (checkpoint!["step"]!.GetValue<int>(), checkpoint["branch"]!.GetValue<string>())));
        Assert.True(collected["dryRun"]!.GetValue<bool>());
        Assert.Subset(
            collected["kept"]!.AsArray().Concat(collected["deleted"]!.AsArray())
                .Select(blob => blob!["digest"]!.GetValue<string>()).ToHashSet(),
            kept.Select(checkpoint => checkpoint!["digest"]!.GetValue<string>()).ToHashSet());
        Assert.Equal((_folder.File("csv") + "\n", _folder.File("weights") + "\n"), (csv, weights));
        Assert.NotEmpty(Directory.GetFiles(_folder.File("csv"), "*.csv"));
        Assert.NotEmpty(Directory.GetFiles(_folder.File("weights"), "*.safetensors"));
        Assert.EndsWith($"\n{_folder.File("compare.html")}\n", compared, StringComparison.Ordinal);
        Assert.True(File.Exists(_folder.File("compare.html")));
        Assert.StartsWith("one/side is forked from river at step 40", forked, StringComparison.Ordinal);
        Assert.Contains(
            "side",
            Parsed(await SaidAsync(node, "show", "one", "--json"))["branches"]!.AsArray()
                .Select(branch => branch!["name"]!.GetValue<string>()));
    }

    private static JsonNode Parsed(string output) => JsonNode.Parse(output)!;

    private static async Task<string> SaidAsync(ServedNode node, params string[] words)
    {
        var (code, output, error) = await node.SayAsync(Cancel, words);

        Assert.True(code == 0, $"riverrun {string.Join(' ', words)} ends with {code}.\n{output}\n{error}");

        return output;
    }
}
