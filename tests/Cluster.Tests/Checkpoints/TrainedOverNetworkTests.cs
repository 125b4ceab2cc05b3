using System.Text.Json.Nodes;
using Riverrun.Cluster.Tests.Http;
using Riverrun.Cluster.Tests.Support;

namespace Riverrun.Cluster.Tests.Checkpoints;

/// <summary>Workers that share no file system with their coordinator, nor with each other.</summary>
public sealed class TrainedOverNetworkTests(S3Server server) : IClassFixture<S3Server>, IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly HttpClient _http = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        _http.Dispose();
        _folder.Dispose();
    }

    [Theory]
    [InlineData("wsd")]
    [InlineData("wsm")]
    public Task A_worker_goes_on_from_what_a_killed_one_has_stored_through_the_coordinator(string recipe) =>
        DeliversTheSameAsync(new Dictionary<string, string>(), storeOf: node => node.Url.OriginalString, recipe);

    [Fact]
    public async Task A_worker_goes_on_from_what_a_killed_one_has_stored_in_a_bucket()
    {
        Assert.SkipWhen(server.Absence is not null, $"S3 is not tested: {server.Absence}");
        var bucket = $"s3://{S3Server.Bucket}/network";
        var environment = new Dictionary<string, string>
        {
            ["AWS_ENDPOINT_URL"] = server.Url.OriginalString,
            ["AWS_ACCESS_KEY_ID"] = "S3RVER",
            ["AWS_SECRET_ACCESS_KEY"] = "S3RVER",
            ["RIVERRUN_CHECKPOINTS"] = bucket,
        };

        await DeliversTheSameAsync(environment, storeOf: _ => bucket, "wsd");
    }

    private async Task DeliversTheSameAsync(
        IReadOnlyDictionary<string, string> environment, Func<ServedNode, string> storeOf, string recipe)
    {
        var port = $"{FreePort.Find()}";
        var cluster = new Dictionary<string, string>(environment) { ["RIVERRUN_COORDINATORS"] = $"127.0.0.1:{port}" };
        using var node = await ServedNode.StartAsync(cluster, Cancel, "--cluster-port", port);
        cluster["RIVERRUN_CHECKPOINTS"] = storeOf(node);

        IReadOnlyList<JsonNode> before;

        using (var killed = Worker("first"))
        {
            await SaidAsync(
                node, ["submit", .. ProcessCluster.SmallWords(recipe), "--set", "budgets=[300, 600]", "--name", "one"]);
            await UntilAsync(node, run => run["branches"]![0]!["checkpoints"]!.AsArray().Count > 0);
            killed.Kill();
            before = await EventsAsync(node);
        }

        using var other = Worker("other");
        var done = await UntilAsync(node, run => run["status"]!.GetValue<string>() == "completed");
        await SaidAsync(node, ["verify", "one"]);
        var resumed = (await EventsAsync(node)).Skip(before.Count)
            .First(e => e["type"]!.GetValue<string>() == "branch-lease-taken");

        Assert.True(resumed["fromStep"]!.GetValue<long>() > 0, resumed.ToJsonString());
        Assert.True(done["replayChecks"]!["diverged"]!.GetValue<long>() == 0, done.ToJsonString());
        // Of 300 and of 600 steps.
        Assert.Equal((await ProcessCluster.UndisturbedAsync(Cancel, recipe)).Take(2), ProcessCluster.Models(done));

        RiverrunProcess Worker(string home) =>
            RiverrunProcess.Start(cluster, "worker", "--home", _folder.File(home), "--device", "cpu:0");
    }

    private static async Task<IReadOnlyList<JsonNode>> EventsAsync(ServedNode node) =>
        [.. (await SaidAsync(node, ["events", "one", "--json"])).Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(line => JsonNode.Parse(line)!)];

    private async Task<JsonObject> UntilAsync(ServedNode node, Func<JsonObject, bool> holds)
    {
        while (true)
        {
            var run = JsonNode.Parse(await _http.GetStringAsync(new Uri(node.Url, "/runs/one"), Cancel))!.AsObject();

            if (holds(run))
                return run;

            await Task.Delay(50, Cancel);
        }
    }

    private static async Task<string> SaidAsync(ServedNode node, string[] words)
    {
        var (code, output, error) = await node.SayAsync(Cancel, words);
        Assert.True(code == 0, $"riverrun {string.Join(' ', words)} ends with {code}.\n{output}\n{error}");

        return output;
    }
}
