using System.Runtime.InteropServices;

namespace Riverrun.Models.Checkpoints;

/// <summary>
/// Makes renames and new files outlast a power loss: on POSIX systems a directory needs an
/// fsync of its own, which .NET does not offer.
/// </summary>
internal static partial class DirectoryEntries
{
    private const int ReadOnly = 0;

    /// <summary>Returns when the disk has the directory's entries. Windows keeps them by itself.</summary>
    /// <exception cref="IOException">The directory cannot be opened or synchronised.</exception>
    public static void Flush(string directory)
    {
        if (OperatingSystem.IsWindows())
            return;

        var descriptor = Open(directory, ReadOnly);
        if (descriptor < 0)
            throw Failure(directory);

        try
        {
            if (Synchronize(descriptor) < 0)
                throw Failure(directory);
        }
        finally
        {
            _ = Close(descriptor);
        }
    }

    private static IOException Failure(string directory) =>
        new($"Directory {directory} cannot be written through to the disk: {Marshal.GetLastPInvokeErrorMessage()}.");

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "fsync", SetLastError = true)]
    private static partial int Synchronize(int descriptor);

    [LibraryImport("libc", EntryPoint = "close", SetLastError = true)]
    private static partial int Close(int descriptor);
}
