using System.Security.Cryptography;
using Riverrun.Models.Checkpoints;

namespace Riverrun.Host.Stores;

/// <summary>
/// Local copies of blobs that are stored elsewhere, up to a size; those not used for longest go first. Any number of
/// processes may share it.
/// </summary>
internal sealed class BlobCache
{
    private const int BufferBytes = 1 << 20;
    private readonly string _directory;
    private readonly long _mostBytes;
    private readonly TimeProvider _time;

    /// <summary>Opens the cache in a directory, which is made when absent.</summary>
    /// <exception cref="IOException">The directory cannot be made.</exception>
    public BlobCache(string directory, long mostBytes, TimeProvider time)
    {
        (_directory, _mostBytes, _time) = (directory, mostBytes, time);
        Directory.CreateDirectory(Incoming);
        PendingFile.RemoveAbandoned(Incoming);
    }

    /// <summary>What is here, the last used first.</summary>
    public IReadOnlyList<CheckpointDigest> Held => [.. Files().Select(file => DigestOf(file.Name))];

    private string Incoming => Path.Combine(_directory, "incoming");

    /// <summary>A file for bytes on their way; it counts as a copy only when it is kept.</summary>
    public PendingFile NewFile() => PendingFile.Create(Incoming);

    /// <summary>Writes what <paramref name="write"/> writes into a file that is not kept yet.</summary>
    /// <exception cref="IOException">It could not be written; nothing is left behind.</exception>
    public (PendingFile File, CheckpointDigest Digest) Spool(Action<Stream> write, CancellationToken cancel)
    {
        var file = NewFile();
        HashingStream? hashing = null;

        try
        {
            using (hashing = new HashingStream(file.Stream, cancel))
            {
                write(hashing);

                return (file, hashing.Finish());
            }
        }
        catch (Exception cause)
        {
            file.Dispose();

            if (cause is IOException)
                throw new IOException(
                    $"A checkpoint of {hashing?.Length ?? 0} bytes cannot be written to {_directory} on its way to "
                        + $"the store; that disk has {new DriveInfo(_directory).AvailableFreeSpace} bytes free: "
                        + $"{cause.Message}", cause);

            throw;
        }
    }

    /// <summary>Keeps a file as the copy of a blob, whose digest the caller has checked.</summary>
    public void Keep(PendingFile file, CheckpointDigest digest)
    {
        if (file.Stream.Length > _mostBytes)
            return;

        try
        {
            file.Commit(PathOf(digest));
            File.SetLastWriteTimeUtc(PathOf(digest), _time.GetUtcNow().UtcDateTime);
            Trim();
        }
        catch (IOException)
        {
            // Without a copy the next reader fetches it; the store has it in any case.
        }
    }

    /// <summary>
    /// Opens a copy after finding its digest right; null when there is none. A damaged copy is removed.
    /// </summary>
    public async Task<Stream?> TryOpenAsync(CheckpointDigest digest, CancellationToken cancel)
    {
        FileStream file;

        try
        {
            file = OpenFile(PathOf(digest));
        }
        catch (IOException)
        {
            return null;
        }

        try
        {
            if (CheckpointDigest.FromHash(await SHA256.HashDataAsync(file, cancel)) == digest)
            {
                Touch(digest);
                file.Position = 0;

                return file;
            }
        }
        catch
        {
            await file.DisposeAsync();
            throw;
        }

        await file.DisposeAsync();
        Forget(digest);

        return null;
    }

    /// <summary>Opens any of the cache's files so that it stays readable when it is renamed or removed.</summary>
    public static FileStream OpenFile(string path) => new(
        path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, BufferBytes,
        FileOptions.Asynchronous | FileOptions.SequentialScan);

    /// <summary>Removes a copy, if there is one.</summary>
    public void Forget(CheckpointDigest digest) => File.Delete(PathOf(digest));

    private void Touch(CheckpointDigest digest)
    {
        try
        {
            File.SetLastWriteTimeUtc(PathOf(digest), _time.GetUtcNow().UtcDateTime);
        }
        catch (IOException)
        {
            // Another process has removed it meanwhile; it is open here.
        }
    }

    private void Trim()
    {
        var room = _mostBytes;

        foreach (var file in Files())
            if ((room -= file.Length) < 0)
                file.Delete();
    }

    private List<FileInfo> Files() =>
    [
        .. new DirectoryInfo(_directory).EnumerateFiles()
            .Where(file => file.Name.Length == 64 && file.Name.All(char.IsAsciiHexDigitLower) && file.Exists)
            .OrderByDescending(file => file.LastWriteTimeUtc).ThenBy(file => file.Name, StringComparer.Ordinal),
    ];

    private string PathOf(CheckpointDigest digest) => Path.Combine(_directory, digest.Hex);

    private static CheckpointDigest DigestOf(string name) => CheckpointDigest.FromHash(Convert.FromHexString(name));
}
