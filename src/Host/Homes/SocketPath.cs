using System.Security.Cryptography;
using System.Text;

namespace Riverrun.Host.Homes;

/// <summary>Where a home's Unix socket lies.</summary>
internal static class SocketPath
{
    /// <summary>Bytes that fit: the system's limit is 108 with a closing zero, and some systems have less.</summary>
    private const int MostBytes = 100;

    /// <summary>
    /// In the home; in a directory of one's own under the temporary one when that path is too long for a socket.
    /// The same home always has the same path.
    /// </summary>
    public static string Of(string home)
    {
        var near = Path.Combine(home, "api.sock");

        if (Encoding.UTF8.GetByteCount(near) <= MostBytes || OperatingSystem.IsWindows())
            return near;

        foreach (var folder in ((string[])[Path.GetTempPath(), "/tmp"]).Distinct())
            if (Path.Combine(folder, $"riverrun-{Environment.UserName}-{Name(home)}") is var directory
                && Path.Combine(directory, "api.sock") is var far && Encoding.UTF8.GetByteCount(far) <= MostBytes)
            {
                Make(directory);

                return far;
            }

        throw new HomeException(
            $"The socket of the home {home} fits neither there nor into the temporary directory {Path.GetTempPath()}: "
            + "a path of at "
            + $"most {MostBytes} bytes is needed; name a home with a shorter path.");
    }

    private static string Name(string home) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(home)))[..16];

    private static void Make(string directory)
    {
        const UnixFileMode own = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

        try
        {
            if (!OperatingSystem.IsWindows())
                Directory.CreateDirectory(directory, own);
        }
        catch (Exception cause) when (cause is IOException or UnauthorizedAccessException)
        {
            throw new HomeException(
                $"The home's path is too long for a socket, and {directory} cannot be made "
                + $"({cause.Message.TrimEnd('.')}); "
                + "name a home with a shorter path, or set TMPDIR to a directory that can be written.", cause);
        }

        // Whoever made the directory before us could listen in our place.
        if (!OperatingSystem.IsWindows() && File.GetUnixFileMode(directory) != own)
            throw new HomeException(
                $"{directory} can be read by others; remove it, or name a home with a shorter path.");
    }
}
