using System.Text;

namespace Riverrun.Models.Data.Sources;

/// <summary>
/// Text files: blocks of lines of a <c>.txt</c>, one document a line of a <c>.jsonl</c> or a row of a <c>.parquet</c>.
/// What is equal is in the same split.
/// </summary>
internal sealed class TextFiles : ITextSource
{
    private const int BlocksAtLeast = 400;
    private const int SmallestBlock = 256;
    private const int LargestBlock = 1 << 16;
    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);
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
    /// <exception cref="CorpusException">A pattern names nothing, or a file that cannot be read here.</exception>
    public static TextFiles Find(IReadOnlyList<string> patterns, string field)
    {
        if (patterns.Count == 0)
            throw new CorpusException("data.files is empty; a text corpus needs at least one path or glob.");

        List<string> files = [.. patterns.SelectMany(FilePattern.Expand).Distinct()];
        foreach (var file in files)
        {
            if (KindOf(file) is not (".txt" or ".jsonl" or ".parquet"))
                throw new CorpusException($"{file} cannot be read: a text corpus takes .txt, .jsonl and .parquet files.");
        }

        return new TextFiles(files, field);
    }

    /// <inheritdoc/>
    public IEnumerable<Passage> Passages()
    {
        var plainBytes = Files.Where(file => KindOf(file) == ".txt").Sum(file => new FileInfo(file).Length);
        var block = (int)Math.Clamp(plainBytes / BlocksAtLeast, SmallestBlock, LargestBlock);
        return Files.SelectMany(file => Passages(file, block));
    }

    private IEnumerable<Passage> Passages(string file, int block)
    {
        var kind = KindOf(file);
        var texts = kind switch
        {
            ".txt" => Read(file, reader => LineBlocks.Of(reader, block)),
            ".jsonl" => Read(file, reader => JsonLines.Documents(reader, file, _field)),
            _ => ParquetColumn.Documents(file, _field),
        };
        return texts
            .Where(text => text.Length > 0)
            .Select(text => new Passage(StableHash.Of(text), text, EndsDocument: kind != ".txt"));
    }

    private static IEnumerable<string> Read(string file, Func<TextReader, IEnumerable<string>> texts)
    {
        using var reader = new StreamReader(file, Strict);
        using var each = texts(reader).GetEnumerator();
        while (Next())
            yield return each.Current;

        bool Next()
        {
            try
            {
                return each.MoveNext();
            }
            catch (DecoderFallbackException cause)
            {
                throw new CorpusException($"{file} is not UTF-8: {cause.Message}", cause);
            }
        }
    }

    private static string KindOf(string file) => Path.GetExtension(file).ToLowerInvariant();
}
