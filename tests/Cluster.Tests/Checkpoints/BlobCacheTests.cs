using Riverrun.Host.Stores;
using Riverrun.Models.Checkpoints;

namespace Riverrun.Cluster.Tests.Checkpoints;

public sealed class BlobCacheTests : IAsyncLifetime
{
    private const int Blob = 1 << 20;
    private static readonly CancellationToken None = TestContext.Current.CancellationToken;
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("riverrun-");
    private StoreServer? _server;

    private StoreServer Server => _server!;

    private string Home => Path.Combine(_directory.FullName, "worker");

    public async ValueTask InitializeAsync() => _server = await StoreServer.StartAsync(
        StoreSettingsOf.Read(Path.Combine(_directory.FullName, "coordinator"), ""));

    public async ValueTask DisposeAsync()
    {
        await Server.DisposeAsync();
        _directory.Delete(recursive: true);
    }

    [Fact]
    public async Task What_a_device_wrote_or_read_it_opens_again_without_the_network()
    {
        var written = await WriteAsync(Open(), seed: 1);
        var fetched = await WriteAsync(Open(home: "another"), seed: 2);
        await using (await Open().OpenAsync(fetched, None))
            Assert.Equal(1, Server.Asked.Count(asked => asked.StartsWith("GET", StringComparison.Ordinal)));

        await Server.DisposeAsync();

        Assert.Equal(Bytes(1), await ReadAsync(Open(), written));
        Assert.Equal(Bytes(2), await ReadAsync(Open(), fetched));
    }

    [Fact]
    public async Task What_was_not_used_for_longest_goes_first()
    {
        var store = Open(cache: "3MiB");
        var first = await WriteAsync(store, seed: 1);
        var second = await WriteAsync(store, seed: 2);
        var third = await WriteAsync(store, seed: 3);
        await ReadAsync(store, first);

        var fourth = await WriteAsync(store, seed: 4);

        Assert.Equal([fourth, first, third], store.Held!);
        Assert.Equal(Bytes(2), await ReadAsync(store, second));
        Assert.Equal([second, fourth, first], store.Held!);
    }

    [Fact]
    public async Task Without_room_for_copies_everything_is_fetched()
    {
        var store = Open(cache: "0B");

        var digest = await WriteAsync(store, seed: 1);

        Assert.Equal(Bytes(1), await ReadAsync(store, digest));
        Assert.Empty(store.Held!);
        Assert.Empty(Directory.GetFiles(_directory.FullName, "*.pending", SearchOption.AllDirectories));
    }

    [Fact]
    public async Task A_damaged_copy_is_replaced_by_what_the_store_has()
    {
        var store = Open();
        var digest = await WriteAsync(store, seed: 1);
        await File.WriteAllTextAsync(Path.Combine(Home, "cache", "checkpoints", digest.Hex), "no checkpoint", None);

        Assert.Equal(Bytes(1), await ReadAsync(store, digest));
        Assert.Equal([digest], store.Held!);
        Assert.Equal(
            Bytes(1), await File.ReadAllBytesAsync(Path.Combine(Home, "cache", "checkpoints", digest.Hex), None));
    }

    [Fact]
    public async Task A_blob_over_the_limit_of_this_side_is_not_sent()
    {
        var store = Open(largest: "1MiB");

        var refusal =
            await Assert.ThrowsAsync<IOException>(
                () => store.WriteAsync(stream => stream.Write(new byte[Blob + 1]), None));

        Assert.Contains(
            $"has {Blob + 1} bytes; riverrun.checkpoints.largest-blob lets {Blob} through.",
            refusal.Message,
            StringComparison.Ordinal);
        Assert.Empty(Server.Asked);
        Assert.Empty(store.Held!);
    }

    private static byte[] Bytes(int seed)
    {
        var bytes = new byte[Blob];
        new Random(seed).NextBytes(bytes);

        return bytes;
    }

    private static Task<CheckpointDigest> WriteAsync(ICheckpointStore store, int seed) =>
        store.WriteAsync(stream => stream.Write(Bytes(seed)), None);

    private static async Task<byte[]> ReadAsync(ICheckpointStore store, CheckpointDigest digest)
    {
        await using var stream = await store.OpenAsync(digest, None);
        using var copy = new MemoryStream();
        await stream.CopyToAsync(copy, None);

        return copy.ToArray();
    }

    private ICheckpointStore Open(string home = "worker", string cache = "20GiB", string largest = "64GiB") =>
        CheckpointStores.Open(
        StoreSettingsOf.Read(Path.Combine(_directory.FullName, home), Server.Url.ToString(), cache, largest));
}
