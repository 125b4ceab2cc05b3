using System.Security.Cryptography;
using Riverrun.Models.Checkpoints;

namespace Riverrun.Models.Tests.Checkpoints;

public sealed class CheckpointStoreTests : IDisposable
{
    private static readonly CancellationToken None = TestContext.Current.CancellationToken;
    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task A_blob_is_named_by_its_hash_and_comes_back()
    {
        var store = new CheckpointStore(_directory.Path);
        var bytes = Bytes(3_000_000, seed: 1);

        var digest = await store.WriteAsync(stream => stream.Write(bytes), None);

        Assert.Equal(CheckpointDigest.FromHash(SHA256.HashData(bytes)), digest);
        Assert.True(await store.ContainsAsync(digest, None));
        Assert.Equal([(digest, 3_000_000L)], (await store.ListAsync(None)).Select(blob => (blob.Digest, blob.Bytes)));
        Assert.True(File.Exists(Path.Combine(_directory.Path, digest.Hex[..2], digest.Hex[2..])));
        Assert.Equal(bytes, await ReadAsync(store, digest));
    }

    [Fact]
    public async Task The_same_bytes_twice_are_one_blob()
    {
        var store = new CheckpointStore(_directory.Path);
        var bytes = Bytes(1000, seed: 1);

        var first = await store.WriteAsync(stream => stream.Write(bytes), None);
        var second = await store.WriteAsync(
            stream =>
            {
                foreach (var unit in bytes)
                    stream.WriteByte(unit);
            },
            None);

        Assert.Equal(first, second);
        Assert.Single(await store.ListAsync(None));
        Assert.Empty(Pending());
    }

    [Theory]
    [InlineData(0)]
    [InlineData(500_000)]
    [InlineData(999_999)]
    public async Task A_flipped_bit_anywhere_is_found_on_opening(int at)
    {
        var store = new CheckpointStore(_directory.Path);
        var digest = await store.WriteAsync(stream => stream.Write(Bytes(1_000_000, seed: 1)), None);
        FlipBit(PathOf(digest), at);

        var damage = await Assert.ThrowsAsync<DamagedCheckpointException>(() => store.OpenAsync(digest, None));

        Assert.Equal(digest, damage.Digest);
        Assert.Contains(digest.ToString(), damage.Message, StringComparison.Ordinal);
        Assert.Contains(PathOf(digest), damage.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_truncated_blob_is_found_on_opening()
    {
        var store = new CheckpointStore(_directory.Path);
        var digest = await store.WriteAsync(stream => stream.Write(Bytes(1000, seed: 1)), None);
        using (var file = File.OpenWrite(PathOf(digest)))
            file.SetLength(999);

        await Assert.ThrowsAsync<DamagedCheckpointException>(() => store.OpenAsync(digest, None));
    }

    [Fact]
    public async Task A_missing_blob_is_told_by_digest_and_file()
    {
        var store = new CheckpointStore(_directory.Path);
        var digest = CheckpointDigest.FromHash(SHA256.HashData([]));

        var damage = await Assert.ThrowsAsync<DamagedCheckpointException>(() => store.OpenAsync(digest, None));

        Assert.Contains("missing", damage.Message, StringComparison.Ordinal);
        Assert.False(await store.ContainsAsync(digest, None));
    }

    [Fact]
    public async Task Storing_the_bytes_again_repairs_a_damaged_blob()
    {
        var store = new CheckpointStore(_directory.Path);
        var bytes = Bytes(1000, seed: 1);
        var digest = await store.WriteAsync(stream => stream.Write(bytes), None);
        FlipBit(PathOf(digest), 7);

        await store.WriteAsync(stream => stream.Write(bytes), None);

        Assert.Equal(bytes, await ReadAsync(store, digest));
    }

    [Fact]
    public async Task A_deleted_blob_is_gone_and_deleting_it_again_does_nothing()
    {
        var store = new CheckpointStore(_directory.Path);
        var digest = await store.WriteAsync(stream => stream.Write(Bytes(10, seed: 1)), None);

        await store.DeleteAsync(digest, None);
        await store.DeleteAsync(digest, None);

        Assert.False(await store.ContainsAsync(digest, None));
        Assert.Empty(await store.ListAsync(None));
    }

    [Fact]
    public async Task A_write_that_fails_leaves_nothing()
    {
        var store = new CheckpointStore(_directory.Path);

        await Assert.ThrowsAsync<InvalidOperationException>(() => store.WriteAsync(
            stream =>
            {
                stream.Write(Bytes(100_000, seed: 1));
                throw new InvalidOperationException("no more");
            },
            None));

        Assert.Empty(await store.ListAsync(None));
        Assert.Empty(Pending());
    }

    [Fact]
    public async Task A_cancelled_write_leaves_nothing()
    {
        var store = new CheckpointStore(_directory.Path);
        using var cancel = new CancellationTokenSource();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => store.WriteAsync(
            stream =>
            {
                stream.Write(Bytes(100_000, seed: 1));
                cancel.Cancel();
                stream.Write(Bytes(100_000, seed: 1));
            },
            cancel.Token));

        Assert.Empty(await store.ListAsync(None));
        Assert.Empty(Pending());
    }

    [Fact]
    public async Task A_full_disk_is_told_with_the_directory_and_the_bytes_and_leaves_nothing()
    {
        var store = new CheckpointStore(_directory.Path, file => new FullDisk(file, room: 150_000));

        var full = await Assert.ThrowsAsync<IOException>(() => store.WriteAsync(
            stream =>
            {
                for (var i = 0; i < 4; i++)
                    stream.Write(Bytes(100_000, seed: i));
            },
            None));

        Assert.Contains("400000 bytes", full.Message, StringComparison.Ordinal);
        Assert.Contains(_directory.Path, full.Message, StringComparison.Ordinal);
        Assert.Contains("GB free", full.Message, StringComparison.Ordinal);
        Assert.Empty(await store.ListAsync(None));
        Assert.Empty(Pending());
    }

    [Fact]
    public async Task A_directory_that_takes_no_files_is_told_in_the_same_words_each_time()
    {
        var store = new CheckpointStore(_directory.Path);
        var incoming = Path.Combine(_directory.Path, "incoming");
        Directory.Delete(incoming);
        Directory.CreateSymbolicLink(incoming, "/proc"); // Where nobody makes a file.

        var first = await Assert.ThrowsAsync<IOException>(() => store.WriteAsync(stream => stream.Write([1]), None));
        var second = await Assert.ThrowsAsync<IOException>(() => store.WriteAsync(stream => stream.Write([1]), None));

        Assert.Contains(".pending", first.Message, StringComparison.Ordinal);
        Assert.Equal(first.Message, second.Message);
    }

    [Fact]
    public async Task What_a_killed_process_left_is_removed_and_what_another_writes_is_not()
    {
        var store = new CheckpointStore(_directory.Path);
        Leave("left.pending", TimeSpan.FromMinutes(61));

        CheckpointDigest digest = default;
        string[] duringTheWrite = [];
        digest = await store.WriteAsync(
            stream =>
            {
                stream.Write(Bytes(1000, seed: 2));
                File.SetLastWriteTimeUtc(
                    Pending().Single(path => !path.EndsWith("left.pending", StringComparison.Ordinal)),
                    DateTime.UtcNow.AddHours(-2));
                _ = new CheckpointStore(_directory.Path);
                duringTheWrite = Pending();
            },
            None);

        Assert.DoesNotContain(duringTheWrite, path => path.EndsWith("left.pending", StringComparison.Ordinal));
        Assert.Single(duringTheWrite);
        Assert.Equal(Bytes(1000, seed: 2), await ReadAsync(store, digest));
    }

    [Fact]
    public void What_nobody_holds_may_still_be_written_where_locks_do_not_work_until_it_is_an_hour_old()
    {
        _ = new CheckpointStore(_directory.Path);
        Leave("young.pending", TimeSpan.FromMinutes(59));
        Leave("old.pending", TimeSpan.FromMinutes(61));

        _ = new CheckpointStore(_directory.Path);

        Assert.Equal([_directory.File("incoming/young.pending")], Pending());
    }

    [Fact]
    public async Task Many_threads_may_store_open_and_repair_at_once()
    {
        var store = new CheckpointStore(_directory.Path);

        var read = await Task.WhenAll(Enumerable.Range(0, 64).Select(async i =>
        {
            var bytes = Bytes(50_000, seed: i % 4);
            var digest = await store.WriteAsync(stream => stream.Write(bytes), None);
            return (await ReadAsync(store, digest)).SequenceEqual(bytes);
        }));

        Assert.All(read, Assert.True);
        Assert.Equal(4, (await store.ListAsync(None)).Count);
        Assert.Empty(Pending());
    }

    [Fact]
    public async Task A_blob_may_be_deleted_while_it_is_read()
    {
        var store = new CheckpointStore(_directory.Path);
        var bytes = Bytes(1_000_000, seed: 1);
        var digest = await store.WriteAsync(stream => stream.Write(bytes), None);

        await using var open = await store.OpenAsync(digest, None);
        await store.DeleteAsync(digest, None);

        using var copy = new MemoryStream();
        await open.CopyToAsync(copy, None);
        Assert.Equal(bytes, copy.ToArray());
    }

    private void Leave(string name, TimeSpan age)
    {
        var path = _directory.File($"incoming/{name}");
        File.WriteAllBytes(path, Bytes(1000, seed: 1));
        File.SetLastWriteTimeUtc(path, DateTime.UtcNow - age);
    }

    private static byte[] Bytes(int count, int seed)
    {
        var bytes = new byte[count];
        new Random(seed).NextBytes(bytes);
        return bytes;
    }

    private static async Task<byte[]> ReadAsync(CheckpointStore store, CheckpointDigest digest)
    {
        await using var stream = await store.OpenAsync(digest, None);
        using var copy = new MemoryStream();
        await stream.CopyToAsync(copy, None);
        return copy.ToArray();
    }

    private static void FlipBit(string path, int at)
    {
        using var file = File.Open(path, FileMode.Open, FileAccess.ReadWrite);
        file.Position = at;
        var unit = file.ReadByte();
        file.Position = at;
        file.WriteByte((byte)(unit ^ 4));
    }

    private string PathOf(CheckpointDigest digest) => Path.Combine(_directory.Path, digest.Hex[..2], digest.Hex[2..]);

    private string[] Pending() => Directory.GetFiles(_directory.File("incoming"));
}
