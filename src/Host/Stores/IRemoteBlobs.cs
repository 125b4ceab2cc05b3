using Riverrun.Models.Checkpoints;

namespace Riverrun.Host.Stores;

/// <summary>Blobs at the other end of a network. Every member tries again by itself what may pass.</summary>
internal interface IRemoteBlobs
{
    /// <summary>What to call the other side in a message.</summary>
    string Name { get; }

    /// <summary>
    /// Brings a blob there; when this returns, it is there whole. Over a blob of that name, damaged or not, it comes
    /// whole.
    /// </summary>
    /// <param name="digest">The digest of <paramref name="bytes"/>.</param>
    /// <param name="bytes">Read from the start, wherever it stands.</param>
    /// <param name="cancel">Gives up; nothing appears there.</param>
    /// <exception cref="IOException">It cannot be stored.</exception>
    Task UploadAsync(CheckpointDigest digest, FileStream bytes, CancellationToken cancel);

    /// <summary>
    /// Writes a blob's bytes to the end of an empty file; whether they are the right ones is for the caller to find
    /// out.
    /// </summary>
    /// <exception cref="DamagedCheckpointException">There is no such blob, or the other side found it
    /// damaged.</exception>
    /// <exception cref="IOException">It cannot be had.</exception>
    Task DownloadAsync(CheckpointDigest digest, FileStream into, CancellationToken cancel);

    /// <summary>See <see cref="ICheckpointStore.LastStoredAsync"/>.</summary>
    Task<DateTimeOffset?> LastStoredAsync(CheckpointDigest digest, CancellationToken cancel);

    /// <summary>See <see cref="ICheckpointStore.ListAsync"/>.</summary>
    Task<IReadOnlyList<StoredBlob>> ListAsync(CancellationToken cancel);

    /// <summary>See <see cref="ICheckpointStore.DeleteAsync"/>.</summary>
    Task DeleteAsync(CheckpointDigest digest, CancellationToken cancel);
}
