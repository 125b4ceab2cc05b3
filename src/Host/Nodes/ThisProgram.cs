using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Riverrun.Host.Nodes;

/// <summary>How this program starts itself again.</summary>
internal static class ThisProgram
{
    private const string Name = "Riverrun.Host";

    private static string Assembly => Path.Combine(AppContext.BaseDirectory, $"{Name}.dll");

    /// <summary>The program, with a pipe on each of its streams.</summary>
    /// <param name="words">Its command line.</param>
    public static ProcessStartInfo Again(params IEnumerable<string> words)
    {
        var running = Environment.ProcessPath
            ?? throw new InvalidOperationException("The path of this program is not known.");
        string[] program = Path.GetFileName(running).Replace(".exe", "", StringComparison.Ordinal) switch
        {
            Name => [running],
            "dotnet" => [running, Assembly],
            _ => [Runtime, Assembly],
        };

        return new ProcessStartInfo(program[0], [.. program[1..], .. words])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
    }

    /// <summary>Where this process is another program that uses this one, as tests do.</summary>
    private static string Runtime => Path.GetFullPath(Path.Combine(
        RuntimeEnvironment.GetRuntimeDirectory(), "..", "..", "..", OperatingSystem.IsWindows() ? "dotnet.exe" : "dotnet"));
}
