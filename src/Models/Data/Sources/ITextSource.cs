namespace Riverrun.Models.Data.Sources;

/// <summary>Where a corpus gets its text.</summary>
internal interface ITextSource
{
    /// <summary>What a person calls it: <c>dotnet-docs</c>.</summary>
    string Name { get; }

    /// <summary>
    /// All that decides the passages besides the files' contents: the kind, its settings, the version of the
    /// extraction.
    /// </summary>
    string Extraction { get; }

    /// <summary>The files it reads, as full paths in reading order.</summary>
    IReadOnlyList<string> Files { get; }

    /// <summary>What of a file's name decides its passages: of a text's, only the kind of file.</summary>
    string Role(string file);

    /// <summary>Reads everything, each time the same.</summary>
    /// <exception cref="CorpusException">A file is not what it should be.</exception>
    IEnumerable<Passage> Passages();
}
