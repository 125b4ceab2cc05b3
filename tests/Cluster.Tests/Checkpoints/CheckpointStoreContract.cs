using System.Security.Cryptography;
using Riverrun.Models.Checkpoints;

namespace Riverrun.Cluster.Tests.Checkpoints;

/// <summary>What every checkpoint store keeps, wherever its bytes lie.</summary>
public abstract class CheckpointStoreContract : IAsyncLifetime
{
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("riverrun-");
    private int _homes;

    protected static CancellationToken None => TestContext.Current.CancellationToken;

    /// <summary>The store as a process sees it that has stored and read nothing yet.</summary>
    protected abstract ICheckpointStore Open();

    /// <summary>The store as whoever collects in it sees it.</summary>
    protected abstract ICheckpointStore Owner { get; }

    /// <summary>The file in which the far side has a blob's bytes.</summary>
    protected abstract string FileOf(CheckpointDigest digest);

    public virtual ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public virtual ValueTask DisposeAsync()
    {
        _directory.Delete(recursive: true);
        GC.SuppressFinalize(this);

        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task A_blob_is_named_by_its_hash_and_comes_back_whole_to_another_process()
    {
        var bytes = Bytes(3_000_000, seed: 1);

        var digest = await WriteAsync(Open(), bytes);

        var other = Open();
        Assert.Equal(CheckpointDigest.FromHash(SHA256.HashData(bytes)), digest);
        Assert.True(await other.ContainsAsync(digest, None));
        Assert.Equal([(digest, 3_000_000L)], await ListAsync(other));
        Assert.Equal(bytes, await ReadAsync(other, digest));
    }

    [Fact]
    public async Task An_empty_blob_is_a_blob()
    {
        var digest = await WriteAsync(Open(), []);

        Assert.Empty(await ReadAsync(Open(), digest));
        Assert.Equal([(digest, 0L)], await ListAsync(Open()));
    }

    [Fact]
    public async Task The_same_bytes_twice_are_one_blob()
    {
        var store = Open();

        var first = await WriteAsync(store, Bytes(1000, seed: 1));
        var second = await WriteAsync(store, Bytes(1000, seed: 1));
        var third = await WriteAsync(Open(), Bytes(1000, seed: 1));

        Assert.Equal((first, first), (second, third));
        Assert.Single(await store.ListAsync(None));
    }

    [Fact]
    public async Task It_tells_when_a_blob_was_last_stored_and_storing_it_again_counts()
    {
        var digest = await WriteAsync(Open(), Bytes(1000, seed: 1));
        var first = await Open().LastStoredAsync(digest, None);
        await Task.Delay(TimeSpan.FromSeconds(1.1), None); // What HTTP and S3 tell has seconds.

        await WriteAsync(Open(), Bytes(1000, seed: 1));

        var second = await Open().LastStoredAsync(digest, None);
        var listed = Assert.Single(await Open().ListAsync(None)).StoredAt;
        Assert.True(second > first, $"It was stored at {first}, and again at {second}.");
        Assert.InRange(listed - second!.Value, TimeSpan.Zero, TimeSpan.FromSeconds(1));
        Assert.InRange(DateTimeOffset.UtcNow - listed, TimeSpan.FromSeconds(-5), TimeSpan.FromMinutes(1));
        Assert.Null(await Open().LastStoredAsync(CheckpointDigest.FromHash(new byte[32]), None));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(999_999)]
    public async Task A_flipped_bit_is_found_before_a_byte_is_handed_out(int at)
    {
        var digest = await WriteAsync(Open(), Bytes(1_000_000, seed: 1));
        FlipBit(FileOf(digest), at);

        var damage = await Assert.ThrowsAsync<DamagedCheckpointException>(() => Open().OpenAsync(digest, None));

        Assert.Equal(digest, damage.Digest);
        Assert.Contains($"{digest} is damaged", damage.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_truncated_blob_is_refused()
    {
        var digest = await WriteAsync(Open(), Bytes(1000, seed: 1));
        using (var file = File.OpenWrite(FileOf(digest)))
            file.SetLength(999);

        await Assert.ThrowsAsync<DamagedCheckpointException>(() => Open().OpenAsync(digest, None));
    }

    [Fact]
    public async Task A_missing_blob_is_refused_by_its_digest()
    {
        var digest = CheckpointDigest.FromHash(SHA256.HashData([1]));
        var store = Open();

        var damage = await Assert.ThrowsAsync<DamagedCheckpointException>(() => store.OpenAsync(digest, None));

        Assert.Equal(digest, damage.Digest);
        Assert.Contains($"{digest} is missing", damage.Message, StringComparison.Ordinal);
        Assert.False(await store.ContainsAsync(digest, None));
        Assert.Empty(await store.ListAsync(None));
    }

    [Fact]
    public async Task Storing_the_bytes_again_repairs_a_damaged_blob()
    {
        var bytes = Bytes(1000, seed: 1);
        var digest = await WriteAsync(Open(), bytes);
        FlipBit(FileOf(digest), 7);

        await WriteAsync(Open(), bytes);

        Assert.Equal(bytes, await ReadAsync(Open(), digest));
    }

    [Fact]
    public async Task A_deleted_blob_is_gone_and_deleting_it_again_does_nothing()
    {
        var digest = await WriteAsync(Open(), Bytes(10, seed: 1));
        var kept = await WriteAsync(Open(), Bytes(10, seed: 2));

        await Owner.DeleteAsync(digest, None);
        await Owner.DeleteAsync(digest, None);

        Assert.False(await Open().ContainsAsync(digest, None));
        Assert.Equal([(kept, 10L)], await ListAsync(Open()));
    }

    [Fact]
    public async Task A_blob_is_nowhere_before_it_is_whole()
    {
        var store = Open();
        IReadOnlyList<StoredBlob>? during = null;

        await Task.Run(() => store.WriteAsync(
            stream =>
            {
                stream.Write(Bytes(500_000, seed: 1));
                during = Owner.ListAsync(None).GetAwaiter().GetResult();
                stream.Write(Bytes(500_000, seed: 2));
            },
            None), None);

        Assert.Empty(during!);
        Assert.Single(await Owner.ListAsync(None));
    }

    [Fact]
    public async Task A_write_that_fails_leaves_nothing()
    {
        var store = Open();

        await Assert.ThrowsAsync<InvalidOperationException>(() => store.WriteAsync(
            stream =>
            {
                stream.Write(Bytes(100_000, seed: 1));
                throw new InvalidOperationException("no more");
            },
            None));

        await AssertNothingIsLeftAsync(store);
    }

    [Fact]
    public async Task A_cancelled_write_leaves_nothing()
    {
        var store = Open();
        using var cancel = new CancellationTokenSource();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => store.WriteAsync(
            stream =>
            {
                stream.Write(Bytes(100_000, seed: 1));
                cancel.Cancel();
                stream.Write(Bytes(100_000, seed: 1));
            },
            cancel.Token));

        await AssertNothingIsLeftAsync(store);
    }

    [Fact]
    public async Task Many_writers_and_readers_do_not_disturb_one_another()
    {
        var stores = new[] { Open(), Open() };

        var read = await Task.WhenAll(Enumerable.Range(0, 12).Select(async i =>
        {
            var bytes = Bytes(50_000, seed: i);
            var digest = await WriteAsync(stores[i % 2], bytes);

            return (await ReadAsync(stores[(i / 2) % 2], digest)).SequenceEqual(bytes);
        }));

        Assert.All(read, Assert.True);
        Assert.Equal(12, (await Owner.ListAsync(None)).Count);
    }

    protected static Task<CheckpointDigest> WriteAsync(ICheckpointStore store, byte[] bytes) =>
        store.WriteAsync(stream => stream.Write(bytes), None);

    private static async Task<IEnumerable<(CheckpointDigest Digest, long Bytes)>> ListAsync(ICheckpointStore store) =>
        (await store.ListAsync(None)).Select(blob => (blob.Digest, blob.Bytes));

    protected static async Task<byte[]> ReadAsync(ICheckpointStore store, CheckpointDigest digest)
    {
        await using var stream = await store.OpenAsync(digest, None);
        using var copy = new MemoryStream();
        await stream.CopyToAsync(copy, None);

        return copy.ToArray();
    }

    protected static byte[] Bytes(int count, int seed)
    {
        var bytes = new byte[count];
        new Random(seed).NextBytes(bytes);

        return bytes;
    }

    protected static void FlipBit(string path, int at)
    {
        using var file = File.Open(path, FileMode.Open, FileAccess.ReadWrite);
        file.Position = at;
        var unit = file.ReadByte();
        file.Position = at;
        file.WriteByte((byte)(unit ^ 4));
    }

    /// <summary>A directory of the test's own, gone when the test is.</summary>
    protected string NewHome() => _directory.CreateSubdirectory($"home-{Interlocked.Increment(ref _homes)}").FullName;

    protected string[] Leftovers() => Directory.GetFiles(_directory.FullName, "*.pending", SearchOption.AllDirectories);

    private async Task AssertNothingIsLeftAsync(ICheckpointStore store)
    {
        Assert.Empty(await Owner.ListAsync(None));
        Assert.Empty(store.Held ?? []);
        Assert.Empty(Leftovers());
    }
}
