using System.Collections.Concurrent;
using System.Security.Cryptography;
using Riverrun.Models.Checkpoints;

namespace Riverrun.Actors.Tests.Support;

/// <summary>A checkpoint store that outlives the actor systems of a test.</summary>
public sealed class MemoryStore : ICheckpointStore
{
    private readonly ConcurrentDictionary<CheckpointDigest, byte[]> _blobs = new();

    public Func<Task> BeforeWrite { get; set; } = () => Task.CompletedTask;

    public async Task<CheckpointDigest> WriteAsync(Action<Stream> write, CancellationToken cancel)
    {
        await BeforeWrite();
        using var bytes = new MemoryStream();
        write(bytes);
        var digest = CheckpointDigest.FromHash(SHA256.HashData(bytes.ToArray()));
        _blobs[digest] = bytes.ToArray();

        return digest;
    }

    public Task<Stream> OpenAsync(CheckpointDigest digest, CancellationToken cancel) =>
        _blobs.TryGetValue(digest, out var bytes) && CheckpointDigest.FromHash(SHA256.HashData(bytes)) == digest
            ? Task.FromResult<Stream>(new MemoryStream(bytes))
            : Task.FromException<Stream>(new DamagedCheckpointException(digest, $"Checkpoint {digest} is damaged."));

    public Task<bool> ContainsAsync(CheckpointDigest digest, CancellationToken cancel) => Task.FromResult(_blobs.ContainsKey(digest));

    public Action AfterList { get; set; } = () => { };

    public Task<IReadOnlyList<(CheckpointDigest Digest, long Bytes)>> ListAsync(CancellationToken cancel)
    {
        IReadOnlyList<(CheckpointDigest Digest, long Bytes)> listed = [.. _blobs.Select(blob => (blob.Key, (long)blob.Value.Length))];
        AfterList();

        return Task.FromResult(listed);
    }

    public Task DeleteAsync(CheckpointDigest digest, CancellationToken cancel)
    {
        _blobs.TryRemove(digest, out _);

        return Task.CompletedTask;
    }

    /// <summary>Flips a bit of a blob.</summary>
    public void Damage(CheckpointDigest digest) => _blobs[digest] = [(byte)(_blobs[digest][0] ^ 1), .. _blobs[digest][1..]];
}
