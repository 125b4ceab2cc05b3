using System.Text.Json.Nodes;
using Riverrun.Host.Homes;
using Riverrun.Host.Settings;
using Riverrun.Models.Checkpoints;
using Riverrun.Models.Plans;

namespace Riverrun.Host.Tests.Processes;

/// <summary><c>gc</c> in a home that no process has.</summary>
public sealed class CollectTests(FinishedRun finished) : IClassFixture<FinishedRun>, IDisposable
{
    private readonly TemporaryHome _home = finished.Copy();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => _home.Dispose();

    [Fact]
    public async Task Where_nothing_trains_what_nobody_names_goes_at_once()
    {
        var digest = await StoreAsync();

        var report = await CollectAsync();

        Assert.Contains(digest.ToString(), Digests(report, "deleted"));
    }

    [Fact]
    public async Task Where_a_worker_has_outlived_its_coordinator_what_was_stored_just_now_stays()
    {
        using var worker = WorkerDirectory.Take(_home.Path, new WorkerDevice(DeviceKind.Cpu, 0), DateTimeOffset.UtcNow);
        var digest = await StoreAsync();

        var report = await CollectAsync();

        Assert.Contains(digest.ToString(), Digests(report, "kept"));
        Assert.Empty(Digests(report, "deleted"));
    }

    private Task<CheckpointDigest> StoreAsync() =>
        new CheckpointStore(Path.Combine(_home.Path, "checkpoints")).WriteAsync(stream => stream.WriteByte(1), Cancel);

    private async Task<JsonNode> CollectAsync()
    {
        var (code, output, error) = await RiverrunProcess.RunAsync(_home.Path, Cancel, "gc", "--json");
        Assert.True(code == 0, error);

        return JsonNode.Parse(output)!;
    }

    private static IEnumerable<string> Digests(JsonNode report, string part) =>
        report[part]!.AsArray().Select(blob => blob!["digest"]!.GetValue<string>());
}
