namespace Riverrun.Actors.Tests.Support;

/// <summary>A directory that is gone when the test is.</summary>
public sealed class TemporaryDirectory : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("riverrun-").FullName;

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
