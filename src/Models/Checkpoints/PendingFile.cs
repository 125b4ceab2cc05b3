using System.Text.RegularExpressions;

namespace Riverrun.Models.Checkpoints;

/// <summary>
/// A file that exists under its name either whole or not at all: written under a name of its own, synchronised, then
/// renamed. Dispose it without <see cref="Commit"/> and nothing is left.
/// </summary>
/// <remarks>
/// While it is open it holds a shared lock, which dies with its process: who cannot lock a pending file for itself
/// alone knows that somebody writes it. Who can does not know the contrary, for on NFS and SMB .NET takes no such lock,
/// and other shared file systems lock within one machine only. So what a killed process left behind is told by its lock
/// and its age together.
/// </remarks>
public sealed partial class PendingFile : IDisposable
{
    private const string Extension = ".pending";
    private static readonly TimeSpan SurelyDeadAfter = TimeSpan.FromHours(1);
    private readonly string _path;
    private readonly FileStream _file;
    private bool _committed;

    private PendingFile(string path, FileStream file) => (_path, _file) = (path, file);

    /// <summary>Where the bytes go.</summary>
    public FileStream Stream => _file;

    /// <summary>Its name until it is committed.</summary>
    public string Path => _path;

    [GeneratedRegex(@"[^/\\']+\" + Extension)]
    private static partial Regex Name { get; }

    /// <summary>What the system says of such a file, without the name that only this one had.</summary>
    public static string WithoutName(string message) => Name.Replace(message, $"*{Extension}");

    /// <summary>A new empty file in <paramref name="directory"/>, which is made when absent.</summary>
    public static PendingFile Create(string directory)
    {
        Directory.CreateDirectory(directory);
        while (true)
        {
            var path = System.IO.Path.Combine(directory, System.IO.Path.GetRandomFileName() + Extension);
            FileStream file;
            try
            {
                file = new FileStream(
                    path, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete, 1 << 16);
            }
            catch (IOException) when (File.Exists(path))
            {
                continue;
            }

            // RemoveAbandoned of another process may have come between the making of the file and its lock.
            if (File.Exists(path))
                return new PendingFile(path, file);

            file.Dispose();
        }
    }

    /// <summary>
    /// Gives the file its name, over any file that has it. When this returns, a power loss does not lose it.
    /// </summary>
    public void Commit(string path)
    {
        _file.Flush(flushToDisk: true);
        File.Move(_path, path, overwrite: true);
        _committed = true;
        DirectoryEntries.Flush(System.IO.Path.GetDirectoryName(path)!); // a file's path has a directory
    }

    /// <summary>
    /// Removes the pending files in <paramref name="directory"/> that nobody holds and nobody has written to for an
    /// hour.
    /// </summary>
    public static void RemoveAbandoned(string directory)
    {
        // The files' times are the system's, too.
        var before = (TimeProvider.System.GetUtcNow() - SurelyDeadAfter).UtcDateTime;

        foreach (var path in Directory.EnumerateFiles(directory, "*" + Extension)
            .Where(path => File.GetLastWriteTimeUtc(path) < before))
        {
            try
            {
                using var sole = new FileStream(path, FileMode.Open, FileAccess.ReadWrite, FileShare.None);
                File.Delete(path);
            }
            catch (Exception cause) when (cause is IOException or UnauthorizedAccessException)
            {
                // Somebody is writing it, has just given it its name, or is another user whose file it is.
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        try
        {
            _file.Dispose();
        }
        catch (IOException) when (!_committed)
        {
            // A full disk cannot take the rest of the buffer either; the file goes in any case.
        }
        finally
        {
            if (!_committed)
                File.Delete(_path);
        }
    }
}
