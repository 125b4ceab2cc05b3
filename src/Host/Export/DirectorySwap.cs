using System.Runtime.InteropServices;

namespace Riverrun.Host.Export;

/// <summary>Puts a directory in the place of another.</summary>
internal static partial class DirectorySwap
{
    private const int CurrentDirectory = -100;
    private const uint ExchangeBoth = 2;

    /// <summary>
    /// <paramref name="target"/> becomes what <paramref name="next"/> is, and what was there is gone. On Linux there is
    /// no moment without the one or the other; elsewhere there is a short one, after which <see cref="Recover"/> finds
    /// the old one again.
    /// </summary>
    public static void Replace(string target, string next)
    {
        if (!Directory.Exists(target))
        {
            Directory.Move(next, target);
            return;
        }

        if (OperatingSystem.IsLinux() && Exchange(CurrentDirectory, next, CurrentDirectory, target, ExchangeBoth) == 0)
        {
            Directory.Delete(next, recursive: true);
            return;
        }

        Directory.Move(target, Former(next));
        Directory.Move(next, target);
        Directory.Delete(Former(next), recursive: true);
    }

    /// <summary>Brings to its end what a killed process began, and removes what it had not finished.</summary>
    public static void Recover(string target, string next)
    {
        if (Directory.Exists(Former(next)) && !Directory.Exists(target))
            Directory.Move(Former(next), target);

        foreach (var left in (string[])[next, Former(next)])
        {
            if (Directory.Exists(left))
                Directory.Delete(left, recursive: true);
        }
    }

    private static string Former(string next) => next + ".former";

    [LibraryImport("libc", EntryPoint = "renameat2", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Exchange(int fromDirectory, string from, int toDirectory, string to, uint flags);
}
