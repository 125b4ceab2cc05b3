using System.Buffers;
using System.Security.Cryptography;
using Riverrun.Models.Checkpoints;

namespace Riverrun.Host.Uploads;

/// <summary>
/// Blobs that arrive in pieces, each in a file named by its digest until it is whole. Any number of processes may share
/// the directory.
/// </summary>
/// <remarks>Who appends or commits holds the file's lock, which dies with its process.</remarks>
internal sealed class CheckpointUploads
{
    private const string Extension = ".part";
    private const int BufferBytes = 1 << 18;
    private static readonly TimeSpan KeptFor = TimeSpan.FromDays(1);
    private static readonly TimeSpan JustNow = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan LookedForEvery = TimeSpan.FromHours(1);

    private readonly ICheckpointStore _store;
    private readonly string _directory;
    private readonly TimeProvider _time;
    private long _lookedForAt = long.MinValue;

    /// <summary>
    /// Opens the directory, which the first upload makes, and removes what nobody has gone on with for a day, now and
    /// at most once an hour.
    /// </summary>
    public CheckpointUploads(ICheckpointStore store, string directory, long largestBlobBytes, TimeProvider time)
    {
        (_store, _directory, _time, LargestBlobBytes) = (store, directory, time, largestBlobBytes);

        if (Directory.Exists(directory))
            RemoveAbandoned();
    }

    /// <summary>Bytes that one blob may have.</summary>
    public long LargestBlobBytes { get; }

    /// <summary>Bytes of a blob that have arrived.</summary>
    public long OffsetOf(CheckpointDigest digest) => new FileInfo(PathOf(digest)) is { Exists: true } file
        ? file.Length : 0;

    /// <summary>Appends what a request brings; what came before it broke off stays.</summary>
    /// <param name="digest">The blob.</param>
    /// <param name="offset">Where the bytes belong.</param>
    /// <param name="body">The bytes.</param>
    /// <param name="cancel">The request is gone.</param>
    public async Task<UploadReply> AppendAsync(
        CheckpointDigest digest, long offset, Stream body, CancellationToken cancel)
    {
        if (offset > 0 && !File.Exists(PathOf(digest)))
            return new UploadReply.At(0, Fits: false);

        Directory.CreateDirectory(_directory);
        RemoveAbandoned();

        if (TryLock(digest) is not { } file)
            return new UploadReply.Busy();

        await using (file)
        {
            if (file.Length != offset)
                return new UploadReply.At(file.Length, Fits: false);

            file.Position = offset;
            var buffer = ArrayPool<byte>.Shared.Rent(BufferBytes);

            try
            {
                while (await body.ReadAsync(buffer, cancel) is > 0 and var count)
                {
                    if (file.Length + count > LargestBlobBytes)
                        return new UploadReply.TooLarge();

                    // Not to be given up half way: what is in the file is what the offset says.
                    await file.WriteAsync(buffer.AsMemory(0, count), CancellationToken.None);
                }
            }
            finally
            {
                ArrayPool<byte>.Shared.Return(buffer);
            }

            return new UploadReply.At(file.Length, Fits: true);
        }
    }

    /// <summary>
    /// Stores a blob whose bytes have all arrived. What was stored just now is stored: the answer was lost. What was
    /// stored longer ago has to be sent again, so that the store knows it is wanted and collects it no sooner than a
    /// new one.
    /// </summary>
    /// <param name="digest">The blob.</param>
    /// <param name="length">Its bytes, as who sends it counts them.</param>
    /// <param name="cancel">The request is gone; the bytes stay.</param>
    public async Task<UploadReply> CommitAsync(CheckpointDigest digest, long length, CancellationToken cancel)
    {
        if (OffsetOf(digest) is 0 && await _store.LastStoredAsync(digest, cancel) is { } at
            && _time.GetUtcNow() - at < JustNow)
            return new UploadReply.Stored();

        Directory.CreateDirectory(_directory);

        if (TryLock(digest) is not { } file)
            return new UploadReply.Busy();

        UploadReply reply;

        await using (file)
            reply = file.Length == length
                ? await StoreAsync(file, digest, cancel)
                : new UploadReply.At(file.Length > length ? 0 : file.Length, Fits: false);

        // More bytes than the blob has are not its bytes: whoever goes on begins again.
        if (reply is UploadReply.Stored or UploadReply.WrongBytes or UploadReply.At { Offset: 0 })
            File.Delete(PathOf(digest));

        return reply;
    }

    private async Task<UploadReply> StoreAsync(FileStream file, CheckpointDigest digest, CancellationToken cancel)
    {
        try
        {
            await _store.WriteAsync(target => CopyRight(file, digest, target), cancel);

            return new UploadReply.Stored();
        }
        catch (WrongBytesException wrong)
        {
            return new UploadReply.WrongBytes(wrong.Found);
        }
    }

    /// <summary>
    /// Copies a file, and fails at its end when it is not the blob: then the store keeps nothing of it.
    /// </summary>
    private static void CopyRight(FileStream file, CheckpointDigest digest, Stream target)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var buffer = new byte[BufferBytes];
        file.Position = 0;

        while (file.Read(buffer) is > 0 and var count)
        {
            hash.AppendData(buffer, 0, count);
            target.Write(buffer, 0, count);
        }

        if (CheckpointDigest.FromHash(hash.GetHashAndReset()) is var found && found != digest)
            throw new WrongBytesException(found);
    }

    private FileStream? TryLock(CheckpointDigest digest)
    {
        try
        {
            return new FileStream(
                PathOf(digest), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, bufferSize: 0);
        }
        catch (IOException) when (File.Exists(PathOf(digest)))
        {
            return null;
        }
    }

    private void RemoveAbandoned()
    {
        var now = _time.GetUtcNow();
        var last = Interlocked.Read(ref _lookedForAt);

        if (now.Ticks - LookedForEvery.Ticks < last
            || Interlocked.CompareExchange(ref _lookedForAt, now.Ticks, last) != last)
            return;

        var before = (now - KeptFor).UtcDateTime;

        foreach (var file in new DirectoryInfo(_directory).EnumerateFiles("*" + Extension)
            .Where(file => file.LastWriteTimeUtc < before))
        {
            try
            {
                file.Delete();
            }
            catch (IOException)
            {
                // Somebody goes on with it after all.
            }
        }
    }

    private string PathOf(CheckpointDigest digest) => Path.Combine(_directory, digest.Hex + Extension);

    private sealed class WrongBytesException(CheckpointDigest found) : Exception
    {
        public CheckpointDigest Found { get; } = found;
    }
}
