using System.Diagnostics;
using System.Reflection;
using System.Runtime.InteropServices;

namespace Riverrun.Host.Settings;

/// <summary>Which program this is: riverrun, or somebody's own that calls <see cref="RiverrunProgram"/>.</summary>
internal static class ThisProgram
{
    private static readonly Assembly Riverrun = typeof(ThisProgram).Assembly;

    /// <summary>The assembly of its entry point; riverrun's in a process that is neither, as that of a test.</summary>
    public static Assembly Entry { get; private set; } = Riverrun;

    /// <summary>Whether it is somebody's own.</summary>
    public static bool IsSomebodysOwn => Entry != Riverrun;

    /// <summary>What people call it by: <c>riverrun</c>, or the name of their own.</summary>
    public static string Name => IsSomebodysOwn ? FileName : "riverrun";

    private static bool IsThisProcess { get; set; }

    private static string FileName =>
        Entry.GetName().Name ?? throw new InvalidOperationException("This program has no name.");

    private static string File => Path.Combine(AppContext.BaseDirectory, $"{FileName}.dll");

    /// <summary>Where this process is another program that uses this one, as tests do.</summary>
    private static string Runtime => Path.GetFullPath(Path.Combine(
        RuntimeEnvironment.GetRuntimeDirectory(), "..", "..", "..",
        OperatingSystem.IsWindows() ? "dotnet.exe" : "dotnet"));

    /// <summary>Says that this process is the program.</summary>
    /// <param name="entry">The assembly whose entry point was called.</param>
    public static void Is(Assembly entry) => (Entry, IsThisProcess) = (entry, true);

    /// <summary>The program, with a pipe on each of its streams.</summary>
    /// <param name="words">Its command line.</param>
    public static ProcessStartInfo Again(params IEnumerable<string> words)
    {
        var running = Environment.ProcessPath
            ?? throw new InvalidOperationException("The path of this program is not known.");
        string[] program = Path.GetFileName(running) is "dotnet" or "dotnet.exe" ? [running, File]
            : IsThisProcess ? [running]
            : [Runtime, File];

        return new ProcessStartInfo(program[0], [.. program[1..], .. words])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
    }
}
