using System.Globalization;
using Riverrun.Host.Settings;

namespace Riverrun.Host.Homes;

/// <summary>
/// The directory of one device in a home: <c>workers/cuda-1</c> with <c>tokens</c> (tokenised corpora), <c>cache</c>
/// (checkpoints that were fetched) and <c>spool</c> (checkpoints on their way out). It belongs to one process, by a
/// lock that dies with it.
/// </summary>
internal sealed class WorkerDirectory : IDisposable
{
    private readonly FileStream _lock;
    private WorkerMark _mark;

    private WorkerDirectory(string path, FileStream held, WorkerMark mark) => (Path, _lock, _mark) = (path, held, mark);

    /// <summary>The directory.</summary>
    public string Path { get; }

    /// <summary>
    /// Checkpoints on their way to the store; of no use to another process, for no event names them yet.
    /// </summary>
    public string Spool => SpoolOf(Path);

    /// <summary>
    /// What a predecessor left that had no time to leave in order, as a sentence; null when there is nothing to say.
    /// </summary>
    public string? Leftovers { get; private init; }

    /// <summary>Takes the directory of a device, removes what is useless of its predecessor, and says so.</summary>
    /// <param name="home">The home.</param>
    /// <param name="device">The device.</param>
    /// <param name="now">The time.</param>
    /// <exception cref="HomeException">Another process has the device, or the directory cannot be written.</exception>
    public static WorkerDirectory Take(string home, WorkerDevice device, DateTimeOffset now)
    {
        var path = System.IO.Path.Combine(home, "workers", device.Folder);

        try
        {
            foreach (var directory in new[] { path, CacheOf(path), SpoolOf(path) })
                Directory.CreateDirectory(directory);

            var held = TryLock(System.IO.Path.Combine(path, "lock")) ?? throw new HomeException(
                $"{device.Name} of {home} belongs to {Owner(path)}; name another --device or --home, or end that "
                    + "process.");

            try
            {
                var mark = WorkerMark.Of(now);
                var leftovers = CleanUp(path);
                mark.Write(MarkOf(path));

                return new WorkerDirectory(path, held, mark) { Leftovers = leftovers };
            }
            catch
            {
                held.Dispose();
                throw;
            }
        }
        catch (Exception wrong) when (wrong is UnauthorizedAccessException or IOException)
        {
            throw new HomeException(
                $"The directory {path} cannot be written ({wrong.Message.TrimEnd('.')}); name a --home that can be.",
                wrong);
        }
    }

    /// <summary>Whether a process has a device of a home now.</summary>
    public static bool IsTaken(string home, WorkerDevice device) =>
        IsTaken(System.IO.Path.Combine(home, "workers", device.Folder));

    /// <summary>Whether a process has any device of a home now.</summary>
    public static bool IsAnyTaken(string home) =>
        System.IO.Path.Combine(home, "workers") is var workers && Directory.Exists(workers)
            && Directory.EnumerateDirectories(workers).Any(IsTaken);

    /// <summary>Notes that the process leaves in order, for the case that it does not get that far.</summary>
    public void Leave() => Note(_mark with { State = "leaves" });

    /// <summary>Notes why the process cannot go on; the next one reports it.</summary>
    public void Break(string reason) => Note(_mark with { State = "broke", Reason = reason });

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_mark.State != "broke")
            File.Delete(MarkOf(Path));

        _lock.Dispose();
    }

    private static string MarkOf(string path) => System.IO.Path.Combine(path, "worker.json");

    private static string CacheOf(string path) => System.IO.Path.Combine(path, "cache");

    private static string SpoolOf(string path) => System.IO.Path.Combine(path, "spool");

    private static string Owner(string path) => WorkerMark.Read(MarkOf(path)) is { } mark
        ? string.Create(CultureInfo.InvariantCulture, $"process {mark.Pid}")
        : "another process";

    private static string? CleanUp(string path)
    {
        var mark = WorkerMark.Read(MarkOf(path));
        var removed = Directory.EnumerateFiles(SpoolOf(path), "*", SearchOption.AllDirectories)
            .Concat(Directory.EnumerateFiles(CacheOf(path), "*.pending", SearchOption.AllDirectories))
            .Select(file => new FileInfo(file))
            .ToList();
        var bytes = removed.Sum(file => file.Length);

        foreach (var file in removed)
            file.Delete();

        if (mark is null && removed.Count == 0)
            return null;

        var who = mark is null
            ? "A predecessor that is not known"
            : string.Create(
                CultureInfo.InvariantCulture,
                $"Process {mark.Pid}, started {mark.Since:yyyy-MM-dd HH:mm:ss}Z, {mark.End()}; it");
        var what = removed.Count == 0
            ? "left no files"
            : string.Create(
                CultureInfo.InvariantCulture,
                $"left {removed.Count} file{(removed.Count == 1 ? "" : "s")} with {bytes} bytes that never reached "
                    + $"the store, which are removed");

        return $"{who} {what}.";
    }

    private static bool IsTaken(string path)
    {
        var file = System.IO.Path.Combine(path, "lock");

        if (!File.Exists(file))
            return false;

        using var held = TryLock(file);

        return held is null;
    }

    private static FileStream? TryLock(string file)
    {
        try
        {
            return new FileStream(file, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException) when (File.Exists(file))
        {
            return null;
        }
    }

    private void Note(WorkerMark mark)
    {
        _mark = mark;

        try
        {
            mark.Write(MarkOf(Path));
        }
        catch (IOException)
        {
            // A full disk cannot take the note; what it would have said is said on standard error.
        }
    }
}
