using System.Diagnostics;
using System.Globalization;

namespace Riverrun.Cluster.Tests.Support;

/// <summary>The processes of this machine, by their parents.</summary>
internal static class ProcessTree
{
    /// <summary>The living children of a process.</summary>
    public static IReadOnlyList<int> ChildrenOf(int parent) =>
    [
        .. Directory.GetDirectories("/proc")
            .Select(directory =>
                int.TryParse(Path.GetFileName(directory), CultureInfo.InvariantCulture, out var id) ? id : 0)
            .Where(id => id > 0 && ParentOf(id) == parent),
    ];

    /// <summary>The parent of a process, or null when it has ended.</summary>
    public static int? ParentOf(int id)
    {
        try
        {
            var fields = File.ReadAllText($"/proc/{id}/stat").Split(')')[^1]
                .Split(' ', StringSplitOptions.RemoveEmptyEntries);

            return fields[0] == "Z" ? null : int.Parse(fields[1], CultureInfo.InvariantCulture);
        }
        catch (IOException)
        {
            return null;
        }
    }

    /// <summary>
    /// Sends a signal by its name, such as <c>KILL</c>, <c>STOP</c> or <c>CONT</c>; none when the process has ended.
    /// </summary>
    public static void Signal(int id, string name)
    {
        using var kill =
            Process.Start(
                new ProcessStartInfo(
                    "kill", ["-s", name, id.ToString(CultureInfo.InvariantCulture)])
                { RedirectStandardError = true })!;
        kill.WaitForExit();
    }
}
