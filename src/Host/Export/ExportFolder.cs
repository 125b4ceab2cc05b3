namespace Riverrun.Host.Export;

/// <summary>
/// Writes an export aside and puts it in its place when it is whole. Whatever goes wrong before that, a full disk or a
/// kill, the earlier export stays as it was; afterwards nothing of the earlier one is left.
/// </summary>
/// <remarks>
/// It is written beside the directory, under a dotted name and a lock of this process; what a killed export left there
/// goes with the next one. Where nothing can be made there, or the directory is the root of a file system, as in a
/// container, it is written inside and moved file by file: each is the old one or the new one, and the next export
/// completes what was cut off.
/// </remarks>
internal static class ExportFolder
{
    private const string Suffix = ".riverrun-export";

    /// <summary>Writes an export.</summary>
    /// <param name="directory">Where it belongs; made when absent. It holds nothing, or an earlier export and nothing
    /// else.</param>
    /// <param name="format">What is written, for the manifest.</param>
    /// <param name="run">The run, for the manifest.</param>
    /// <param name="write">Writes the files into the directory that it is given.</param>
    /// <exception cref="FormatException">The directory is a file, or holds files that no export wrote.</exception>
    /// <exception cref="IOException">Another process exports there now, or the files cannot be written.</exception>
    public static async Task WriteAsync(string directory, string format, string run, Func<string, Task> write)
    {
        var target = Resolve(directory);
        var parent = Path.GetDirectoryName(target) ?? target;
        RefuseStrangers(target);
        Directory.CreateDirectory(parent);
        var beside = Path.Combine(parent, $".{Path.GetFileName(target)}{Suffix}");
        var own = IsRoot(target) || HoldsCaller(target) ? null : Lock(beside, target);
        var next = own is null ? Path.Combine(Directory.CreateDirectory(target).FullName, Suffix) : beside;
        using var mark = own ?? Lock(next, target)
            ?? throw new UnauthorizedAccessException($"Nothing can be written into {target}.");

        if (own is null)
            Discard(next);
        else
            DirectorySwap.Recover(target, next);

        try
        {
            Directory.CreateDirectory(next);
            await write(next);
            var manifest = new ExportManifest(format, run, [.. Files(next).Order(StringComparer.Ordinal)]);
            manifest.Write(next);
            Flush(next);
            RefuseStrangers(target);

            if (own is null)
                MoveInto(target, next, manifest);
            else
                DirectorySwap.Replace(target, next);
        }
        catch
        {
            Discard(next);
            throw;
        }
    }

    /// <summary>Where a link leads to, however many there are.</summary>
    private static string Resolve(string directory)
    {
        var path = Path.TrimEndingDirectorySeparator(Path.GetFullPath(directory));

        return Directory.Exists(path)
            ? Directory.ResolveLinkTarget(path, returnFinalTarget: true)?.FullName ?? path : path;
    }

    private static void RefuseStrangers(string target)
    {
        if (File.Exists(target))
            throw new FormatException(
                $"{target} is a file; export writes into a directory, which it makes when absent.");

        if (!Directory.Exists(target) || ExportManifest.Stranger(target) is not { } stranger || IsOurs(stranger))
            return;

        throw new FormatException(
            $"{target} holds {stranger}, which no export of Riverrun's wrote; "
            + "name a directory that is empty, absent, or holds an earlier export and nothing else.");
    }

    /// <summary>What an export that was killed left inside the directory.</summary>
    private static bool IsOurs(string entry) => entry == Suffix
        || entry.StartsWith(Suffix + ".lock", StringComparison.Ordinal)
        || entry.StartsWith(Suffix + "/", StringComparison.Ordinal);

    /// <summary>Whoever stands in a directory that changes places stands in one that is gone.</summary>
    private static bool HoldsCaller(string target) =>
        $"{Environment.CurrentDirectory}/".StartsWith($"{target}/", StringComparison.Ordinal);

    /// <summary>
    /// A directory that is a file system of its own has no neighbours that it could change places with.
    /// </summary>
    private static bool IsRoot(string target) => Path.GetPathRoot(target) == target
        || (File.Exists("/proc/self/mountinfo")
            && File.ReadLines("/proc/self/mountinfo").Any(line => line.Split(' ')[4].Replace("\\040", " ") == target));

    /// <summary>A lock that dies with this process; null where no file can be made.</summary>
    private static FileStream? Lock(string next, string target)
    {
        var file = next + ".lock";

        try
        {
            return new FileStream(
                file, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, 1, FileOptions.DeleteOnClose);
        }
        catch (Exception cause)
            when (cause is UnauthorizedAccessException || (cause is IOException && !File.Exists(file)))
        {
            return null;
        }
        catch (IOException cause)
        {
            throw new IOException(
                $"Another process exports into {target} now; wait for it, or name another directory.", cause);
        }
    }

    private static void MoveInto(string target, string next, ExportManifest manifest)
    {
        var former = ExportManifest.Read(target)?.Files ?? [];
        (manifest with { Files = [.. manifest.Files.Union(former)] }).Write(target);

        foreach (var file in manifest.Files)
        {
            Directory.CreateDirectory(Path.GetDirectoryName(Path.Combine(target, file)) ?? target);
            File.Move(Path.Combine(next, file), Path.Combine(target, file), overwrite: true);
        }

        foreach (var file in former.Except(manifest.Files))
            File.Delete(Path.Combine(target, file));

        File.Move(Path.Combine(next, ExportManifest.FileName), Path.Combine(target, ExportManifest.FileName),
            overwrite: true);
        Directory.Delete(next, recursive: true);
    }

    private static IEnumerable<string> Files(string directory) => Directory
        .EnumerateFiles(directory, "*", SearchOption.AllDirectories)
        .Select(file => Path.GetRelativePath(directory, file).Replace('\\', '/'));

    /// <summary>What gets a new name must be on the disk before, for the name may be there first.</summary>
    private static void Flush(string directory)
    {
        foreach (var path in Directory.EnumerateFiles(directory, "*", SearchOption.AllDirectories))
        {
            using var file = File.OpenHandle(path, FileMode.Open, FileAccess.ReadWrite);
            RandomAccess.FlushToDisk(file);
        }
    }

    private static void Discard(string directory)
    {
        if (Directory.Exists(directory))
            Directory.Delete(directory, recursive: true);
    }
}
