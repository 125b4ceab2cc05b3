namespace Riverrun.Models.Checkpoints;

/// <summary>Immutable blobs named by their SHA-256. Safe for use from any thread.</summary>
public interface ICheckpointStore
{
    /// <summary>
    /// Stores what <paramref name="write"/> writes; when this returns, a power loss does not lose it.
    /// Storing the same bytes twice is one blob, last stored the second time.
    /// </summary>
    /// <exception cref="IOException">It could not be stored (a full disk, say); nothing is left behind.</exception>
    Task<CheckpointDigest> WriteAsync(Action<Stream> write, CancellationToken cancel);

    /// <summary>Opens a blob after reading all of it and finding its digest right.</summary>
    /// <exception cref="DamagedCheckpointException">It is missing or its bytes are not what its name says.</exception>
    Task<Stream> OpenAsync(CheckpointDigest digest, CancellationToken cancel);

    /// <summary>Whether a blob of that name exists; its bytes are not read.</summary>
    /// <exception cref="IOException">The store cannot be asked.</exception>
    Task<bool> ContainsAsync(CheckpointDigest digest, CancellationToken cancel);

    /// <summary>
    /// When a blob was last stored, by the store's clock; null when there is none of that name. Its bytes are not read.
    /// </summary>
    /// <exception cref="IOException">The store cannot be asked.</exception>
    Task<DateTimeOffset?> LastStoredAsync(CheckpointDigest digest, CancellationToken cancel);

    /// <summary>All blobs, in the order of their digests.</summary>
    /// <exception cref="IOException">The store cannot be asked.</exception>
    Task<IReadOnlyList<StoredBlob>> ListAsync(CancellationToken cancel);

    /// <summary>Removes a blob; removing what is not there does nothing.</summary>
    /// <exception cref="IOException">The store cannot be asked.</exception>
    Task DeleteAsync(CheckpointDigest digest, CancellationToken cancel);

    /// <summary>The blobs that can be opened here without fetching them, newest first; null when all can.</summary>
    IReadOnlyList<CheckpointDigest>? Held => null;
}

/// <summary>A checkpoint is missing or its bytes are not what its name says.</summary>
public sealed class DamagedCheckpointException(CheckpointDigest digest, string message) : IOException(message)
{
    /// <summary>The checkpoint that cannot be used.</summary>
    public CheckpointDigest Digest { get; } = digest;
}
