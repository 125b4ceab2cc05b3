using Riverrun.Models.Seeds;

namespace Riverrun.Models.Data.Sources;

/// <summary>
/// Text files: blocks of lines of a <c>.txt</c>, one document a line of a <c>.jsonl</c> or a row of a <c>.parquet</c>.
/// What is equal is in the same split. A file that has several names, by links or by hard links, is read once, under
/// the first; copies
/// are files of their own, and all of them are read.
/// </summary>
internal sealed class TextFiles : ITextSource
{
    private const int BlocksAtLeast = 400;
    private const int SmallestBlock = 256;
    private const int LargestBlock = 1 << 16;
    private readonly string _field;

    private TextFiles(IReadOnlyList<string> files, string field) => (Files, _field) = (files, field);

    /// <inheritdoc/>
    public string Name => "text";

    /// <inheritdoc/>
    public string Extraction => $"text 1 {_field}";

    /// <inheritdoc/>
    public IReadOnlyList<string> Files { get; }

    /// <summary>The files that <paramref name="patterns"/> name, each once, in the patterns' order.</summary>
    /// <param name="patterns">Paths or globs.</param>
    /// <param name="field">Field of a <c>.jsonl</c>, column of a <c>.parquet</c>.</param>
    /// <param name="cancel">Gives up between two entries of a folder.</param>
    /// <exception cref="CorpusException">A pattern names nothing, or a file that cannot be read here.</exception>
    public static TextFiles Find(IReadOnlyList<string> patterns, string field, CancellationToken cancel = default)
    {
        if (patterns.Count == 0)
            throw new CorpusException("data.files is empty; a text corpus needs at least one path or glob.");

        var files = new List<string>();
        var known = new HashSet<string>(StringComparer.Ordinal);
        foreach (var file in patterns.SelectMany(pattern => FilePattern.Expand(pattern, cancel)).Distinct())
        {
            cancel.ThrowIfCancellationRequested();
            if (KindOf(file) is not (".txt" or ".jsonl" or ".parquet"))
                throw new CorpusException(
                    $"{file} cannot be read: a text corpus takes .txt, .jsonl and .parquet files.");

            var status = FileStatus.Of(file);
            if (status.Kind != FileKind.Regular)
                throw new CorpusException(
                    $"{file} is no file but a pipe, a socket or a device; data.files must name files of text.");

            if (known.Add(status.Identity))
                files.Add(file);
        }

        return new TextFiles(files, field);
    }

    /// <inheritdoc/>
    public string Role(string file) => KindOf(file);

    /// <inheritdoc/>
    public IEnumerable<Passage> Passages()
    {
        var plainBytes = Files.Where(file => KindOf(file) == ".txt").Sum(file => FileStatus.Of(file).Length);
        var block = (int)Math.Clamp(plainBytes / BlocksAtLeast, SmallestBlock, LargestBlock);
        return Files.SelectMany(file => Passages(file, block));
    }

    private IEnumerable<Passage> Passages(string file, int block)
    {
        var kind = KindOf(file);
        var texts = kind switch
        {
            ".txt" => Utf8Text.Read(file, reader => LineBlocks.Of(reader, block)),
            ".jsonl" => Utf8Text.Read(file, reader => JsonLines.Documents(reader, file, _field)),
            _ => ParquetColumn.Documents(file, _field),
        };
        return texts
            .Where(text => text.Length > 0)
            .Select(text => new Passage(StableHash.Of(text), text, EndsDocument: kind != ".txt"));
    }

    private static string KindOf(string file) => Path.GetExtension(file).ToLowerInvariant();
}
