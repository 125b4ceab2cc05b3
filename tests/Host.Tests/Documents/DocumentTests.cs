using System.Text.RegularExpressions;

namespace Riverrun.Host.Tests.Documents;

/// <summary>
/// What the pages for people say of files, types and code is there, and the two that are read first stay short.
/// </summary>
public sealed partial class DocumentTests
{
    private const int MostWords = 2_000;

    private static readonly Lazy<HashSet<string>> Declared = new(() =>
        [.. Sources().SelectMany(file => Declarations().Matches(File.ReadAllText(file)))
            .Select(match => match.Groups[1].Value)]);

    [Fact]
    public void The_readme_shows_the_program_and_the_objective_of_the_sample_line_by_line()
    {
        var shown = Code().Matches(Read("README.md")).Select(match => match.Groups[1].Value).ToArray();

        Assert.Equal(2, shown.Length);
        Assert.Equal(Lines(Read("tests/Samples/OwnModel/Program.cs")), Lines(shown[0]));
        Assert.Equal(Lines(Read("tests/Samples/OwnModel/Spirals.cs")), Lines(shown[1]));
    }

    [Theory]
    [InlineData("README.md")]
    [InlineData("ARCHITECTURE.md")]
    public void It_is_read_in_one_sitting(string page) =>
        Assert.InRange(Read(page).Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).Length, 1, MostWords);

    [Theory]
    [InlineData("README.md")]
    [InlineData("ARCHITECTURE.md")]
    [InlineData("CONTRIBUTING.md")]
    [InlineData("ops/README.md")]
    [InlineData("src/Actors/README.md")]
    [InlineData("src/Host/README.md")]
    [InlineData("src/Models/README.md")]
    [InlineData("src/Models/Recipes/README.md")]
    [InlineData("tests/Benchmarks/README.md")]
    public void Every_link_and_every_path_leads_somewhere(string page)
    {
        var text = Read(page);
        var folder = Path.GetDirectoryName(Path.Combine(Repository.Root, page))!; // a page has a folder
        var linked = Links().Matches(text).Select(match => Path.Combine(folder, match.Groups[1].Value));
        var named = Paths().Matches(text).Select(match => Path.Combine(Repository.Root, match.Groups[1].Value));

        Assert.All(linked.Concat(named), path =>
            Assert.True(Path.Exists(path), $"{page} leads to {path}, which is not there."));
    }

    [Theory]
    [InlineData("ARCHITECTURE.md")]
    [InlineData("src/Actors/README.md")]
    [InlineData("src/Models/README.md")]
    public void Every_type_and_every_test_that_is_named_exists(string page)
    {
        var named = Types().Matches(Read(page)).Select(match => match.Groups[1].Value).ToHashSet();

        Assert.NotEmpty(named);
        Assert.All(named, type =>
            Assert.True(Declared.Value.Contains(type), $"{page} names {type}, which is declared nowhere."));
    }

    private static string Read(string page) => File.ReadAllText(Path.Combine(Repository.Root, page));

    private static string[] Lines(string text) => text.TrimEnd('\n').Split('\n');

    private static IEnumerable<string> Sources() =>
        from folder in (string[])["src", "tests"]
        from file in Directory.EnumerateFiles(
            Path.Combine(Repository.Root, folder), "*.cs", SearchOption.AllDirectories)
        select file;

    [GeneratedRegex("```csharp\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex Code();

    [GeneratedRegex(@"\]\((?!https?:|#)([^)#]+)[^)]*\)")]
    private static partial Regex Links();

    [GeneratedRegex("`((?:src|tests|ops)/[^` ]+)`")]
    private static partial Regex Paths();

    [GeneratedRegex("`([A-Z][A-Za-z0-9]+)`")]
    private static partial Regex Types();

    [GeneratedRegex(@"\b(?:class|record|struct|interface|enum) ([A-Z]\w*)")]
    private static partial Regex Declarations();
}
