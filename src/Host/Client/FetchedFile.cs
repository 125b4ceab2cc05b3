namespace Riverrun.Host.Client;

/// <summary>A file for what comes from a coordinator: nobody else reads it, and it is gone when it is closed.</summary>
internal static class FetchedFile
{
    /// <summary>An empty one.</summary>
    public static FileStream Create()
    {
        var options = new FileStreamOptions
        {
            Mode = FileMode.CreateNew,
            Access = FileAccess.ReadWrite,
            Share = FileShare.None,
            Options = FileOptions.DeleteOnClose | FileOptions.Asynchronous,
        };

        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;

        return new FileStream(Path.Combine(Path.GetTempPath(), $"riverrun-{Path.GetRandomFileName()}"), options);
    }
}
