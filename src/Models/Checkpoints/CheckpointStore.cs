using System.Globalization;
using System.Security.Cryptography;

namespace Riverrun.Models.Checkpoints;

/// <summary>
/// A directory of checkpoints: blob <c>abcdef…</c> is the file <c>ab/cdef…</c>. Any number of processes may share it.
/// </summary>
public sealed class CheckpointStore : ICheckpointStore
{
    private const int BufferBytes = 1 << 20;
    private readonly string _directory;
    private readonly Func<Stream, Stream> _disk;

    /// <summary>
    /// Opens the store in <paramref name="directory"/>, which is made when absent, and removes
    /// what killed processes left half written.
    /// </summary>
    /// <exception cref="IOException">The directory cannot be made.</exception>
    public CheckpointStore(string directory)
        : this(directory, stream => stream)
    {
    }

    /// <summary>A store whose files are written through <paramref name="disk"/>, so that a test can fill it.</summary>
    internal CheckpointStore(string directory, Func<Stream, Stream> disk)
        : this(disk, directory)
    {
        Directory.CreateDirectory(Incoming);
        PendingFile.RemoveAbandoned(Incoming);
    }

    private CheckpointStore(Func<Stream, Stream> disk, string directory) =>
        (_directory, _disk) = (Path.GetFullPath(directory), disk);

    /// <summary>Opens a store to read from: nothing is made or removed, so that it may be read-only.</summary>
    public static CheckpointStore ToRead(string directory) => new(stream => stream, directory);

    private string Incoming => Path.Combine(_directory, "incoming");

    /// <inheritdoc/>
    public Task<CheckpointDigest> WriteAsync(Action<Stream> write, CancellationToken cancel) =>
        Task.Run(() => Write(write, cancel), cancel);

    /// <inheritdoc/>
    public Task<Stream> OpenAsync(CheckpointDigest digest, CancellationToken cancel) =>
        Task.Run(() => OpenVerifiedAsync(digest, cancel), cancel);

    /// <inheritdoc/>
    public Task<bool> ContainsAsync(CheckpointDigest digest, CancellationToken cancel) =>
        Task.Run(() => File.Exists(PathOf(digest)), cancel);

    /// <inheritdoc/>
    public Task<DateTimeOffset?> LastStoredAsync(CheckpointDigest digest, CancellationToken cancel) =>
        Task.Run(() =>
            new FileInfo(PathOf(digest)) is { Exists: true } file ? StoredAt(file) : (DateTimeOffset?)null, cancel);

    /// <inheritdoc/>
    public Task<IReadOnlyList<StoredBlob>> ListAsync(CancellationToken cancel) => Task.Run(List, cancel);

    /// <inheritdoc/>
    public Task DeleteAsync(CheckpointDigest digest, CancellationToken cancel) =>
        Task.Run(() => Delete(digest), cancel);

    private IReadOnlyList<StoredBlob> List()
    {
        var blobs =
            from folder in new DirectoryInfo(_directory).EnumerateDirectories()
            where IsHex(folder.Name, 2)
            from file in folder.EnumerateFiles()
            where IsHex(file.Name, 62)
            orderby folder.Name, file.Name
            select new StoredBlob(
                CheckpointDigest.FromHash(Convert.FromHexString(folder.Name + file.Name)), file.Length, StoredAt(file));
        return [.. blobs];
    }

    private void Delete(CheckpointDigest digest)
    {
        if (File.Exists(PathOf(digest)))
            File.Delete(PathOf(digest));
    }

    private CheckpointDigest Write(Action<Stream> write, CancellationToken cancel)
    {
        HashingStream? hashing = null;
        try
        {
            using var file = PendingFile.Create(Incoming);
            using (hashing = new HashingStream(_disk(file.Stream), cancel))
            {
                write(hashing);
                var digest = hashing.Finish();
                MakeFolder(Path.GetDirectoryName(PathOf(digest))!); // a blob's path has a directory

                // Equal bytes take the place of what has their name: if that was damaged, it is whole again,
                // and whoever looks at the file's time sees that it was stored now.
                file.Commit(PathOf(digest));
                return digest;
            }
        }
        catch (Exception cause) when (cause is IOException or UnauthorizedAccessException)
        {
            throw new IOException(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"A checkpoint of {hashing?.Length ?? 0} bytes cannot be stored in {_directory}, whose disk has "
                        + $"{FreeGigabytes():0.0} GB free: ")
                + PendingFile.WithoutName(cause.Message),
                cause);
        }
    }

    /// <summary>So coarse that the same trouble is the same sentence when it comes again.</summary>
    private double FreeGigabytes() => new DriveInfo(_directory).AvailableFreeSpace / 1e9;

    private async Task<Stream> OpenVerifiedAsync(CheckpointDigest digest, CancellationToken cancel)
    {
        var path = PathOf(digest);
        if (!File.Exists(path))
            throw new DamagedCheckpointException(digest, $"Checkpoint {digest} is missing: there is no file {path}.");

        var file = new FileStream(
            path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, BufferBytes,
            FileOptions.Asynchronous | FileOptions.SequentialScan);
        try
        {
            var found = CheckpointDigest.FromHash(await SHA256.HashDataAsync(file, cancel));
            if (found != digest)
                throw new DamagedCheckpointException(
                    digest, $"Checkpoint {digest} is damaged: the bytes of {path} have the digest {found}.");

            file.Position = 0;
            return file;
        }
        catch
        {
            await file.DisposeAsync();
            throw;
        }
    }

    private void MakeFolder(string folder)
    {
        if (Directory.Exists(folder))
            return;

        Directory.CreateDirectory(folder);
        DirectoryEntries.Flush(_directory);
    }

    private static DateTimeOffset StoredAt(FileInfo file) => new(file.LastWriteTimeUtc);

    private string PathOf(CheckpointDigest digest) => Path.Combine(_directory, digest.Hex[..2], digest.Hex[2..]);

    private static bool IsHex(string name, int length) => name.Length == length && name.All(char.IsAsciiHexDigitLower);
}
