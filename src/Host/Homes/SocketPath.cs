using System.Security.Cryptography;
using System.Text;

namespace Riverrun.Host.Homes;

/// <summary>Where a home's Unix socket lies.</summary>
public static class SocketPath
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

        var name = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(home)))[..16];
        var directory = Path.Combine(Path.GetTempPath(), $"riverrun-{Environment.UserName}-{name}");
        Directory.CreateDirectory(directory, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);

        // Whoever made the directory before us could listen in our place.
        if (File.GetUnixFileMode(directory) != (UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute))
            throw new HomeException($"{directory} can be read by others; remove it, or name a home with a shorter path.");

        return Path.Combine(directory, "api.sock");
    }
}
