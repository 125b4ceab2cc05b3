namespace Riverrun.Host.Tests;

/// <summary>
/// What every source file of the repository keeps to, so that two of them fit side by side on a screen.
/// </summary>
public sealed class SourceFileTests
{
    private const int MostColumns = 120;
    private const int MostLines = 300;

    private static readonly string[] Folders = ["src", "tests"];

    [Fact]
    public void No_line_of_code_or_comment_is_longer_than_a_screen_is_wide() => Assert.Empty(
        from file in Files()
        from line in Breakable(file)
        where line.Text.Length > MostColumns
        select $"{Name(file)}:{line.Number} has {line.Text.Length} columns; it must have at most {MostColumns}.");

    [Fact]
    public void No_file_is_longer_than_one_reads_at_once() => Assert.Empty(
        from file in Files()
        let lines = File.ReadLines(file).Count()
        where lines > MostLines
        select $"{Name(file)} has {lines} lines; it must have at most {MostLines}.");

    private static IEnumerable<string> Files() => Folders.SelectMany(folder =>
        Directory.EnumerateFiles(Path.Combine(Repository.Root, folder), "*.cs", SearchOption.AllDirectories));

    /// <summary>
    /// All lines but those of raw and verbatim literals, whose text (JSON, SQL, CSS, HOCON) stands in one piece.
    /// </summary>
    private static IEnumerable<(int Number, string Text)> Breakable(string file)
    {
        var isRaw = false;

        foreach (var (index, text) in File.ReadLines(file).Index())
        {
            var quotes = text.Split("\"\"\"").Length - 1;

            if (!isRaw && quotes == 0 && !text.Contains("@\"", StringComparison.Ordinal))
                yield return (index + 1, text);

            isRaw ^= quotes % 2 == 1;
        }
    }

    private static string Name(string file) => Path.GetRelativePath(Repository.Root, file);
}
