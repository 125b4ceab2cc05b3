namespace Riverrun.Cluster.Tests.Http;

/// <summary>A directory that is gone afterwards.</summary>
internal sealed class TemporaryFolder : IDisposable
{
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("riverrun-http-");

    /// <summary>Path of a file in it.</summary>
    public string File(string name) => Path.Combine(_directory.FullName, name);

    /// <inheritdoc/>
    public void Dispose() => _directory.Delete(recursive: true);
}
