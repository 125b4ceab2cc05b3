using System.Text.Json;
using Riverrun.Host.Settings;

namespace Riverrun.Host.Homes;

/// <summary>
/// A directory of journal, snapshots, checkpoints and reports that belongs to this process until disposed.
/// </summary>
/// <remarks>The lock is the operating system's, on an open file: it dies with the process, however that dies.</remarks>
internal sealed class Home : IDisposable
{
    /// <summary>The version of the layout that this build reads and writes.</summary>
    public const string Version = "1";

    /// <summary>EROFS: nobody has the lock of a home there, and nobody can.</summary>
    private const int ReadOnlyFileSystem = 30;

    private readonly FileStream _lock;

    private Home(string directory, FileStream held) => (Directory, _lock) = (directory, held);

    /// <summary>The directory.</summary>
    public string Directory { get; }

    /// <summary>Takes a home, creating it when it is not there; null when another process has it.</summary>
    /// <exception cref="HomeException">It cannot be written, or another version made it.</exception>
    public static Home? TryTake(string directory)
    {
        try
        {
            System.IO.Directory.CreateDirectory(directory);
            CheckVersion(directory);

            if (TryLock(Path.Combine(directory, "lock")) is not { } held)
                return null;

            File.WriteAllText(Path.Combine(directory, "version"), Version + "\n");
            File.Delete(OwnerFile(directory));

            return new Home(directory, held);
        }
        catch (Exception error) when (error is UnauthorizedAccessException or IOException)
        {
            throw new HomeException(
                $"The home {directory} cannot be written ({error.Message.TrimEnd('.')}); name a directory that can be "
                    + "with --home.", error);
        }
    }

    /// <summary>Tells other processes where this one is listening.</summary>
    public void Announce(HomeOwner owner)
    {
        var file = OwnerFile(Directory);
        File.WriteAllText(file + ".tmp", JsonSerializer.Serialize(owner, HomeJson.Default.HomeOwner));
        File.Move(file + ".tmp", file, overwrite: true);
    }

    /// <summary>Whom a home belongs to, or null when nobody has said so (yet).</summary>
    public static HomeOwner? OwnerOf(string directory)
    {
        try
        {
            return JsonSerializer.Deserialize(File.ReadAllText(OwnerFile(directory)), HomeJson.Default.HomeOwner);
        }
        catch (Exception error) when (error is IOException or JsonException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        File.Delete(OwnerFile(Directory));
        _lock.Dispose();
    }

    private static string OwnerFile(string directory) => Path.Combine(directory, "owner.json");

    /// <summary>Refuses a home that is not there; who looks makes none.</summary>
    /// <exception cref="HomeException">There is no such directory.</exception>
    public static void RefuseMissing(string directory)
    {
        if (!System.IO.Directory.Exists(directory))
            throw new HomeException(
                $"There is no home {directory}; {ThisProgram.Name} run makes one, and --home names another.");
    }

    /// <summary>Refuses a home of another layout.</summary>
    /// <exception cref="HomeException">Another version made it.</exception>
    public static void CheckVersion(string directory)
    {
        var file = Path.Combine(directory, "version");

        if (File.Exists(file) && File.ReadAllText(file).Trim() is var version && version.Length > 0
            && version != Version)
            throw new HomeException(
                $"The home {directory} has version {version}, and this build reads version {Version}; "
                + "use the build that made it, or another --home.");
    }

    private static FileStream? TryLock(string file)
    {
        try
        {
            return new FileStream(file, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException wrong) when (File.Exists(file) && wrong.HResult != ReadOnlyFileSystem)
        {
            return null;
        }
    }
}
