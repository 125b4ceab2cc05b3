using Riverrun.Models.Seeds;

namespace Riverrun.Models.Data.Sources;

/// <summary>
/// The prose of the reference packs' XML documentation. Whole assemblies are in
/// one split, for neighbours repeat each other.
/// </summary>
internal sealed class DotnetDocs : ITextSource
{
    private const int FewestWords = 7;
    private IReadOnlyList<Passage>? _passages;

    private DotnetDocs(IReadOnlyList<string> files) => Files = files;

    /// <inheritdoc/>
    public string Name => "dotnet-docs";

    /// <inheritdoc/>
    public string Extraction => "dotnet-docs 1";

    /// <inheritdoc/>
    public IReadOnlyList<string> Files { get; }

    /// <summary>The documentation under the first of <paramref name="roots"/> that has any.</summary>
    /// <exception cref="CorpusException">None has.</exception>
    public static DotnetDocs Find(IEnumerable<string> roots)
    {
        var searched = roots.ToList();
        var files = searched.Select(DotnetRoot.DocumentationFiles).FirstOrDefault(files => files.Count > 0);
        return files is not null
            ? new DotnetDocs(files)
            : throw new CorpusException(
                $"Corpus dotnet-docs needs the reference packs of a .NET SDK, and there are none under "
                    + $"{(searched.Count == 0 ? "DOTNET_ROOT, /usr/share/dotnet or /usr/lib/dotnet" : string.Join(", ",
                        searched))}; "
                    + "install a .NET SDK (not only the runtime), or use data { kind = text, files = [...] }.");
    }

    /// <inheritdoc/>
    public string Role(string file) => Path.GetFileName(file);

    /// <inheritdoc/>
    public IEnumerable<Passage> Passages() => _passages ?? Kept();

    /// <summary>What is read, as it is read; kept once it is all.</summary>
    private IEnumerable<Passage> Kept()
    {
        var passages = new List<Passage>();

        foreach (var passage in Read())
        {
            passages.Add(passage);

            yield return passage;
        }

        _passages = passages;
    }

    private IEnumerable<Passage> Read()
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var file in Files)
        {
            var lines = DocumentationProse.Lines(file)
                .Where(line => line.AsSpan().Count(' ') >= FewestWords - 1 && seen.Add(line));
            var text = string.Concat(lines.Select(line => line + "\n"));
            if (text.Length > 0)
                yield return new Passage(
                    StableHash.Of(Path.GetFileNameWithoutExtension(file)), text, EndsDocument: false);
        }
    }
}
