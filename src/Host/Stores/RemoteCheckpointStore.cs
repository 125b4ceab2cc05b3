using System.Security.Cryptography;
using Riverrun.Models.Checkpoints;

namespace Riverrun.Host.Stores;

/// <summary>
/// Checkpoints at the other end of a network, with the guarantees of a directory: a blob is hashed into a local file
/// before it leaves, named only when the other side has it, and hashed again before a byte of it is handed out.
/// </summary>
internal sealed class RemoteCheckpointStore(IRemoteBlobs remote, BlobCache cache, long largestBlobBytes)
    : ICheckpointStore
{
    /// <summary>
    /// Fetches of a blob whose bytes come wrong: the second one tells a bad transfer from a damaged blob.
    /// </summary>
    private const int Fetches = 2;

    /// <inheritdoc/>
    public IReadOnlyList<CheckpointDigest>? Held => cache.Held;

    /// <inheritdoc/>
    public async Task<CheckpointDigest> WriteAsync(Action<Stream> write, CancellationToken cancel)
    {
        var (file, digest) = await Task.Run(() => cache.Spool(write, cancel), cancel);

        using (file)
        {
            if (file.Stream.Length > largestBlobBytes)
                throw new IOException(
                    $"Checkpoint {digest} has {file.Stream.Length} bytes; riverrun.checkpoints.largest-blob lets "
                        + $"{largestBlobBytes} through.");

            await remote.UploadAsync(digest, file.Stream, cancel);
            cache.Keep(file, digest);

            return digest;
        }
    }

    /// <inheritdoc/>
    public async Task<Stream> OpenAsync(CheckpointDigest digest, CancellationToken cancel) =>
        await cache.TryOpenAsync(digest, cancel) ?? await Task.Run(() => FetchAsync(digest, cancel), cancel);

    /// <inheritdoc/>
    public async Task<bool> ContainsAsync(CheckpointDigest digest, CancellationToken cancel) =>
        await remote.LastStoredAsync(digest, cancel) is not null;

    /// <inheritdoc/>
    public Task<DateTimeOffset?> LastStoredAsync(CheckpointDigest digest, CancellationToken cancel) =>
        remote.LastStoredAsync(digest, cancel);

    /// <inheritdoc/>
    public Task<IReadOnlyList<StoredBlob>> ListAsync(CancellationToken cancel) => remote.ListAsync(cancel);

    /// <inheritdoc/>
    public async Task DeleteAsync(CheckpointDigest digest, CancellationToken cancel)
    {
        await remote.DeleteAsync(digest, cancel);
        cache.Forget(digest);
    }

    private async Task<Stream> FetchAsync(CheckpointDigest digest, CancellationToken cancel)
    {
        CheckpointDigest found = default;

        for (var fetch = 0; fetch < Fetches; fetch++)
        {
            using var file = cache.NewFile();
            await remote.DownloadAsync(digest, file.Stream, cancel);
            await file.Stream.FlushAsync(cancel);
            file.Stream.Position = 0;
            found = CheckpointDigest.FromHash(await SHA256.HashDataAsync(file.Stream, cancel));

            if (found != digest)
                continue;

            // Opened before it has its name: another process may clear the cache as soon as it has.
            var open = BlobCache.OpenFile(file.Path);
            cache.Keep(file, digest);

            return open;
        }

        throw new DamagedCheckpointException(
            digest, $"Checkpoint {digest} is damaged: the bytes at {remote.Name} have the digest {found}.");
    }
}
