namespace Riverrun.Cluster.Tests.Support;

/// <summary>A directory that is gone afterwards.</summary>
internal sealed class TemporaryFolder : IDisposable
{
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("riverrun-http-");

    /// <summary>Its path.</summary>
    public string Path => _directory.FullName;

    /// <summary>Path of a file in it.</summary>
    public string File(string name) => System.IO.Path.Combine(_directory.FullName, name);

    /// <inheritdoc/>
    public void Dispose() => _directory.Delete(recursive: true);
}
