using System.Runtime.InteropServices;

namespace Riverrun.Host.Nodes;

/// <summary>What .NET does not offer of a process's life on Linux and macOS. Elsewhere nothing happens.</summary>
internal static partial class NativeProcess
{
    private const int SetParentDeathSignal = 1;
    private const int Kill = 9;

    /// <summary>
    /// Lets the kernel kill this process when its parent is gone, where the kernel is Linux; false when it is gone
    /// already. The kernel means the thread that started this process, so that thread must live as long as the parent
    /// does.
    /// </summary>
    /// <param name="parent">Process id of the parent.</param>
    public static bool DieWith(int parent)
    {
        if (OperatingSystem.IsWindows())
            return true;

        if (OperatingSystem.IsLinux())
            _ = ControlProcess(SetParentDeathSignal, Kill, 0, 0, 0);

        // The parent may have gone before the kernel was asked.
        return ParentId() == parent;
    }

    /// <summary>Sets an environment variable for native libraries too; .NET's own copy is not theirs.</summary>
    public static void SetVariable(string name, string value)
    {
        Environment.SetEnvironmentVariable(name, value);

        if (!OperatingSystem.IsWindows())
            _ = SetEnvironment(name, value, 1);
    }

    [LibraryImport("libc", EntryPoint = "prctl")]
    private static partial int ControlProcess(int option, nint argument, nint unused1, nint unused2, nint unused3);

    [LibraryImport("libc", EntryPoint = "getppid")]
    private static partial int ParentId();

    [LibraryImport("libc", EntryPoint = "setenv", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int SetEnvironment(string name, string value, int overwrite);
}
