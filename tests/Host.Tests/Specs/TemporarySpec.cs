namespace Riverrun.Host.Tests.Specs;

/// <summary>A spec in a file that is gone afterwards.</summary>
internal sealed class TemporarySpec : IDisposable
{
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("riverrun-spec-");

    public TemporarySpec(string text, string name = "river.conf")
    {
        Path = System.IO.Path.Combine(_directory.FullName, name);
        File.WriteAllText(Path, text);
    }

    public string Path { get; }

    public void Dispose() => _directory.Delete(recursive: true);
}
