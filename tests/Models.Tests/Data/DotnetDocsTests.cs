using Riverrun.Models.Data;
using Riverrun.Models.Data.Sources;
using Riverrun.Models.Data.TokenFiles;
using Riverrun.Models.Plans;

namespace Riverrun.Models.Tests.Data;

public sealed class DotnetDocsTests : IDisposable
{
    private readonly TemporaryDirectory _cache = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => _cache.Dispose();

    [Fact]
    public void The_documentation_is_some_megabytes_of_prose_with_a_twentieth_held_out_by_assembly()
    {
        using var corpus = Corpora.Open(
            new CorpusConfig.DotnetDocs(new TokenizerConfig.Bytes(), 128), _cache.Path, Cancel);

        using var file = TokenFile.TryOpen(Directory.GetFiles(_cache.Path, "*.tokens").Single())!;
        var total = file.Header.TrainingTokens + file.Header.HeldOutTokens;
        Assert.InRange(total, 5_000_000, 20_000_000);
        Assert.InRange(file.Header.HeldOutTokens / (double)total, 0.04, 0.05);
        Assert.Equal(1, corpus.BytesPerToken);
    }

    [Fact]
    public void Reopening_reads_what_was_tokenised_before()
    {
        var config = new CorpusConfig.DotnetDocs(new TokenizerConfig.Bytes(), 128);
        Corpora.Open(config, _cache.Path, Cancel).Dispose();
        var before = Files();

        Corpora.Open(config, _cache.Path, Cancel).Dispose();

        Assert.NotEmpty(before);
        Assert.Equal(before, Files());

        List<(string Name, long Bytes, DateTime Written)> Files() =>
            [.. from file in new DirectoryInfo(_cache.Path)
                .EnumerateFiles() orderby file.Name select (file.Name, file.Length, file.LastWriteTimeUtc)];
    }

    [Fact]
    public void No_line_is_in_both_splits()
    {
        var source = DotnetDocs.Find(DotnetRoot.Candidates());
        var heldOut = HeldOutChoice.Of(source, new CorpusMeter(source.Name, progress: null), Cancel);

        var lines = source.Passages()
            .SelectMany(passage => passage.Text.Split('\n', StringSplitOptions.RemoveEmptyEntries))
            .ToList();

        Assert.Equal(lines.Count, lines.Distinct().Count());
        Assert.All(lines, line => Assert.True(line.Split(' ').Length >= 7, line));
        Assert.NotEmpty(heldOut);
    }

    [Fact]
    public void Tags_go_and_the_names_in_them_stay()
    {
        var file = _cache.Write("Some.xml", """
            <doc><members><member name="M:A.B">
              <summary>Adds <paramref name="item" /> to <see cref="T:System.Collections.Generic.List`1" />, see <see cref="M:A.B.#ctor(System.Int32)">the maker</see>.</summary>
              <returns>
                <see langword="null" />, or
                the wrapped line.

                A new paragraph.
              </returns>
            </member></members></doc>
            """);

        var lines = DocumentationProse.Lines(file);

        Assert.Equal(
            ["Adds item to System.Collections.Generic.List, see the maker.", "null, or the wrapped line.",
                "A new paragraph."], lines);
    }

    [Fact]
    public void Without_reference_packs_one_sentence_says_what_to_install()
    {
        var refusal = Assert.Throws<CorpusException>(() => DotnetDocs.Find([_cache.Path]));

        Assert.Contains(_cache.Path, refusal.Message, StringComparison.Ordinal);
        Assert.Contains("install a .NET SDK", refusal.Message, StringComparison.Ordinal);
    }
}
