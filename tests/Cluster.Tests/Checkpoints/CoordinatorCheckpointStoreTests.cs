using Riverrun.Host.Stores;
using Riverrun.Models.Checkpoints;

namespace Riverrun.Cluster.Tests.Checkpoints;

public sealed class CoordinatorCheckpointStoreTests : CheckpointStoreContract
{
    private const int Chunk = 8 << 20;
    private readonly string _directory;
    private StoreServer? _server;

    public CoordinatorCheckpointStoreTests() => _directory = NewHome();

    protected override ICheckpointStore Owner => new CheckpointStore(_directory);

    private StoreServer Server => _server!;

    public override async ValueTask InitializeAsync() => _server = await StartAsync();

    public override async ValueTask DisposeAsync()
    {
        await Server.DisposeAsync();
        await base.DisposeAsync();
    }

    protected override ICheckpointStore Open() => Reach(Server.Url);

    protected override string FileOf(CheckpointDigest digest) =>
        Path.Combine(_directory, digest.Hex[..2], digest.Hex[2..]);

    [Fact]
    public async Task An_interrupted_upload_goes_on_where_it_stopped_and_sends_nothing_twice()
    {
        var bytes = Bytes((2 * Chunk) + 1_000_000, seed: 1);
        Server.BreakInAt = Chunk + 3_000_000;

        var digest = await WriteAsync(Open(), bytes);

        Assert.Equal(long.MaxValue, Server.BreakInAt);
        Assert.Equal(bytes.Length, Server.BytesIn);
        var offsets = Server.Asked.Where(asked => asked.StartsWith("PATCH", StringComparison.Ordinal))
            .Select(asked => int.Parse(asked[6..]))
            .ToList();
        Assert.Equal([0, Chunk], offsets[..2]);
        Assert.InRange(offsets[2], Chunk + 3_000_000, (2 * Chunk) - 1);
        Assert.Equal(3, offsets.Count);
        Assert.Equal(bytes, await ReadAsync(Open(), digest));
    }

    [Fact]
    public async Task A_network_on_which_no_piece_gets_through_whole_is_no_reason_to_give_up()
    {
        var bytes = Bytes(5_500_000, seed: 1);
        BreakAgainAndAgain(Server, 1_000_000);

        var digest = await WriteAsync(ReachImpatiently(Server.Url), bytes);

        Assert.Equal(bytes, await ReadAsync(Open(), digest));
    }

    [Fact]
    public async Task What_another_coordinator_gets_from_the_start_has_moved_too()
    {
        var bytes = Bytes(2 * Chunk, seed: 1);
        var elsewhere = NewHome();
        await using var second = await StartAsync(elsewhere);
        BreakAgainAndAgain(second, 3_000_000);
        Server.BreakInAt = Chunk + 1;
        Task? leaving = null;
        Server.Broken = () => leaving = Task.Run(async () => await Server.DisposeAsync(), None);

        var digest = await WriteAsync(ReachImpatiently(Server.Url, second.Url), bytes);

        await leaving!;
        Assert.Equal(bytes, await ReadAsync(new CheckpointStore(elsewhere), digest));
    }

    [Fact]
    public async Task When_a_coordinator_goes_away_the_next_one_takes_up_what_it_had()
    {
        var bytes = Bytes((3 * Chunk) + 1_000_000, seed: 1);
        await using var second = await StartAsync();
        Server.BreakInAt = (2 * Chunk) + 1;
        Task? leaving = null;
        Server.Broken = () => leaving = Task.Run(async () => await Server.DisposeAsync(), None);

        var digest = await WriteAsync(Reach(Server.Url, second.Url), bytes);

        await leaving!;
        Assert.InRange(Server.BytesIn, (2 * Chunk) + 1, 3 * Chunk);
        Assert.Equal(bytes.Length, Server.BytesIn + second.BytesIn);
        Assert.Equal(bytes, await ReadAsync(Reach(second.Url), digest));
    }

    [Fact]
    public async Task Coordinators_that_share_nothing_get_the_blob_from_its_start()
    {
        var bytes = Bytes((2 * Chunk) + 1, seed: 1);
        var elsewhere = NewHome();
        await using var second = await StartAsync(elsewhere);
        Server.BreakInAt = Chunk + 1;
        Task? leaving = null;
        Server.Broken = () => leaving = Task.Run(async () => await Server.DisposeAsync(), None);

        var digest = await WriteAsync(Reach(Server.Url, second.Url), bytes);

        await leaving!;
        Assert.Equal(bytes.Length, second.BytesIn);
        Assert.Equal(bytes, await ReadAsync(new CheckpointStore(elsewhere), digest));
    }

    [Fact]
    public async Task An_interrupted_download_asks_only_for_the_rest()
    {
        var bytes = Bytes(10_000_000, seed: 1);
        var digest = await WriteAsync(Open(), bytes);
        Server.BreakOutAt = 4_000_000;

        var read = await ReadAsync(Open(), digest);

        Assert.Equal(bytes, read);
        Assert.Contains(
            Server.Asked, asked => asked.StartsWith("GET bytes=", StringComparison.Ordinal) && asked != "GET bytes=0-");
    }

    [Fact]
    public async Task A_blob_that_one_coordinator_lacks_is_had_from_another()
    {
        await using var other = await StartAsync(NewHome());
        var digest = await WriteAsync(Reach(other.Url), Bytes(1000, seed: 1));
        var store = Reach(Server.Url, other.Url);

        Assert.True(await store.ContainsAsync(digest, None));
        Assert.Equal(Bytes(1000, seed: 1), await ReadAsync(Reach(Server.Url, other.Url), digest));
    }

    [Fact]
    public async Task Two_that_send_the_same_blob_at_once_both_succeed()
    {
        var bytes = Bytes((2 * Chunk) + 5, seed: 1);

        var digests = await Task.WhenAll(WriteAsync(Open(), bytes), WriteAsync(Open(), bytes));

        Assert.Equal(digests[0], digests[1]);
        Assert.Equal(bytes, await ReadAsync(Open(), digests[0]));
        Assert.Empty(Directory.GetFiles(Path.Combine(_directory, "uploads")));
    }

    [Fact]
    public async Task A_blob_over_the_coordinators_limit_is_refused_with_the_limit()
    {
        await using var small = await StartAsync(NewHome(), largest: "1MiB");

        var refusal =
            await Assert.ThrowsAsync<IOException>(() => WriteAsync(Reach(small.Url), Bytes((1 << 20) + 1, seed: 1)));

        Assert.Contains(
            "riverrun.checkpoints.largest-blob is 1048576 bytes here", refusal.Message, StringComparison.Ordinal);
        Assert.Empty(await Reach(small.Url).ListAsync(None));
        Assert.Equal(0, small.BytesIn);
    }

    [Fact]
    public async Task Nobody_deletes_a_coordinators_blobs_from_outside()
    {
        var digest = await WriteAsync(Open(), Bytes(10, seed: 1));

        var refusal = await Assert.ThrowsAsync<IOException>(() => Open().DeleteAsync(digest, None));

        Assert.Contains("riverrun gc", refusal.Message, StringComparison.Ordinal);
        Assert.True(await Open().ContainsAsync(digest, None));
    }

    [Fact]
    public async Task Coordinators_out_of_reach_are_named_when_the_patience_is_over()
    {
        var url = Server.Url;
        await Server.DisposeAsync();
        var store = CheckpointStores.Open(StoreSettingsOf.Read(NewHome(), url.ToString(), patience: "1s"));

        var failure = await Assert.ThrowsAsync<IOException>(() => WriteAsync(store, Bytes(10, seed: 1)));

        Assert.StartsWith(
            $"Nothing could be done at {url} for 1s: {url} does not answer (", failure.Message,
            StringComparison.Ordinal);
        Assert.Empty(store.Held!);
        Assert.Empty(Leftovers());
    }

    /// <summary>Lets a piece of a blob through at a time, and none of those pieces soon.</summary>
    private static void BreakAgainAndAgain(StoreServer server, long bytes)
    {
        server.BreakInAt = bytes;
        server.Broken = () =>
        {
            Thread.Sleep(TimeSpan.FromMilliseconds(800));
            server.BreakInAt = server.BytesIn + bytes;
        };
    }

    private ICheckpointStore ReachImpatiently(params IEnumerable<Uri> urls) =>
        CheckpointStores.Open(StoreSettingsOf.Read(NewHome(), string.Join(", ", urls), patience: "2s"));

    private Task<StoreServer> StartAsync(string? directory = null, string largest = "64GiB") =>
        StoreServer.StartAsync(StoreSettingsOf.Read(NewHome(), directory ?? _directory, largest: largest));

    private ICheckpointStore Reach(params IEnumerable<Uri> urls) =>
        CheckpointStores.Open(StoreSettingsOf.Read(NewHome(), string.Join(", ", urls)));
}
