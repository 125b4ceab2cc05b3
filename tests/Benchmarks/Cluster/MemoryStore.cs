using System.Collections.Concurrent;
using System.Security.Cryptography;
using Riverrun.Models.Checkpoints;

namespace Riverrun.Benchmarks.Cluster;

/// <summary>The store of simulated devices, whose own disks are not what is measured.</summary>
internal sealed class MemoryStore : ICheckpointStore
{
    private readonly ConcurrentDictionary<CheckpointDigest, byte[]> _blobs = new();

    public Task<CheckpointDigest> WriteAsync(Action<Stream> write, CancellationToken cancel)
    {
        using var stream = new MemoryStream();
        write(stream);
        var bytes = stream.ToArray();
        var digest = CheckpointDigest.FromHash(SHA256.HashData(bytes));
        _blobs[digest] = bytes;

        return Task.FromResult(digest);
    }

    public Task<Stream> OpenAsync(CheckpointDigest digest, CancellationToken cancel) =>
        _blobs.TryGetValue(digest, out var bytes)
        ? Task.FromResult<Stream>(new MemoryStream(bytes))
        : Task.FromException<Stream>(new DamagedCheckpointException(digest, $"Checkpoint {digest} is missing."));

    public Task<bool> ContainsAsync(CheckpointDigest digest, CancellationToken cancel) =>
        Task.FromResult(_blobs.ContainsKey(digest));

    public Task<DateTimeOffset?> LastStoredAsync(CheckpointDigest digest, CancellationToken cancel) =>
        Task.FromResult(_blobs.ContainsKey(digest) ? DateTimeOffset.UnixEpoch : (DateTimeOffset?)null);

    public Task<IReadOnlyList<StoredBlob>> ListAsync(CancellationToken cancel) =>
        Task.FromResult<IReadOnlyList<StoredBlob>>(
            [.. _blobs.Select(blob => new StoredBlob(blob.Key, blob.Value.Length, DateTimeOffset.UnixEpoch))]);

    public Task DeleteAsync(CheckpointDigest digest, CancellationToken cancel)
    {
        _blobs.TryRemove(digest, out _);

        return Task.CompletedTask;
    }
}
