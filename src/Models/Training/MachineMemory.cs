using System.Globalization;

namespace Riverrun.Models.Training;

/// <summary>
/// The memory that this process may have: the machine's, or less where its control group has a limit.
/// </summary>
internal static class MachineMemory
{
    /// <summary>The least of what the machine has and of every limit that holds for this process, in bytes.</summary>
    /// <param name="root">Where the file system begins.</param>
    /// <remarks>
    /// The garbage collector would tell three quarters of a limit, for that is the share it takes for itself.
    /// </remarks>
    public static long Bytes(string root = "/")
    {
        var bytes = Limits(root).Append(Machine(root)).Min();

        return bytes < long.MaxValue ? bytes : GC.GetGCMemoryInfo().TotalAvailableMemoryBytes;
    }

    private static long Machine(string root) =>
        Lines(root, "proc/meminfo")
            .FirstOrDefault(line => line.StartsWith("MemTotal:", StringComparison.Ordinal)) is { } total
        && long.TryParse(
            total.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture, out var kibibytes)
            ? kibibytes << 10
            : long.MaxValue;

    /// <summary>
    /// Those of its group and of the groups that this one is in; in a container the path may be one of the host.
    /// </summary>
    private static IEnumerable<long> Limits(string root)
    {
        foreach (var line in Lines(root, "proc/self/cgroup"))
            if (line.Split(':', 3) is [_, var controllers, var path]
                && (controllers.Length == 0 || controllers.Split(',').Contains("memory")))
                for (var group = path; group is not null; group = Path.GetDirectoryName(group))
                    if (Lines(root, controllers.Length == 0
                        ? $"sys/fs/cgroup{group}/memory.max" : $"sys/fs/cgroup/memory{group}/memory.limit_in_bytes")
                            .FirstOrDefault() is { } limit
                        && long.TryParse(limit, CultureInfo.InvariantCulture, out var bytes)
                        && bytes > 0)
                        yield return bytes; // What has no limit says "max", or a number that no machine has.
    }

    private static string[] Lines(string root, string file)
    {
        try
        {
            return File.ReadAllLines(Path.Combine(root, file));
        }
        catch (Exception cause) when (cause is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }
}
