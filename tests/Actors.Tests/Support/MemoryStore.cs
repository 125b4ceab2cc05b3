using System.Collections.Concurrent;
using System.Security.Cryptography;
using Riverrun.Models.Checkpoints;

namespace Riverrun.Actors.Tests.Support;

/// <summary>A checkpoint store that outlives the actor systems of a test.</summary>
public sealed class MemoryStore : ICheckpointStore
{
    private readonly ConcurrentDictionary<CheckpointDigest, (byte[] Bytes, DateTimeOffset At)> _blobs = new();

    public TimeProvider Time { get; init; } = TimeProvider.System;

    public Func<Task> BeforeWrite { get; set; } = () => Task.CompletedTask;

    public async Task<CheckpointDigest> WriteAsync(Action<Stream> write, CancellationToken cancel)
    {
        await BeforeWrite();
        using var bytes = new MemoryStream();
        write(bytes);
        var digest = CheckpointDigest.FromHash(SHA256.HashData(bytes.ToArray()));
        _blobs[digest] = (bytes.ToArray(), Time.GetUtcNow());

        return digest;
    }

    public Task<Stream> OpenAsync(CheckpointDigest digest, CancellationToken cancel) =>
        _blobs.TryGetValue(digest, out var blob) && CheckpointDigest.FromHash(SHA256.HashData(blob.Bytes)) == digest
            ? Task.FromResult<Stream>(new MemoryStream(blob.Bytes))
            : Task.FromException<Stream>(new DamagedCheckpointException(digest, $"Checkpoint {digest} is damaged."));

    public Task<bool> ContainsAsync(CheckpointDigest digest, CancellationToken cancel) =>
        Task.FromResult(_blobs.ContainsKey(digest));

    public Action AfterList { get; set; } = () => { };

    public Task<DateTimeOffset?> LastStoredAsync(CheckpointDigest digest, CancellationToken cancel) =>
        Task.FromResult(_blobs.TryGetValue(digest, out var blob) ? blob.At : (DateTimeOffset?)null);

    public Task<IReadOnlyList<StoredBlob>> ListAsync(CancellationToken cancel)
    {
        IReadOnlyList<StoredBlob> listed =
            [.. _blobs.Select(blob => new StoredBlob(blob.Key, blob.Value.Bytes.Length, blob.Value.At))];
        AfterList();

        return Task.FromResult(listed);
    }

    public Task DeleteAsync(CheckpointDigest digest, CancellationToken cancel)
    {
        _blobs.TryRemove(digest, out _);

        return Task.CompletedTask;
    }

    /// <summary>Flips a bit of a blob.</summary>
    public void Damage(CheckpointDigest digest)
    {
        var (bytes, at) = _blobs[digest];
        _blobs[digest] = ([(byte)(bytes[0] ^ 1), .. bytes[1..]], at);
    }
}
