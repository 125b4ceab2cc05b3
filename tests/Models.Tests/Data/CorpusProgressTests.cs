using Riverrun.Models.Data;
using Riverrun.Models.Plans;

namespace Riverrun.Models.Tests.Data;

public sealed class CorpusProgressTests : IDisposable
{
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("riverrun-corpus-");

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => _directory.Delete(recursive: true);

    [Theory]
    [InlineData("lines.txt")]
    [InlineData("lines.jsonl")]
    public void A_first_opening_tells_each_pass_about_every_mebibyte(string name)
    {
        const int Mebibyte = 1 << 20;
        var file = Path.Combine(_directory.FullName, name);
        File.WriteAllLines(file, Enumerable.Range(0, 60_000).Select(line => $$"""{"text": "This is line number {{line}}."}"""));
        var text = name == "lines.txt"
            ? new FileInfo(file).Length
            : Enumerable.Range(0, 60_000).Sum(line => (long)$"This is line number {line}.".Length);
        var told = new Told();

        Open(file, told);

        var passes = told.All.GroupBy(one => one.Pass).ToDictionary(pass => pass.Key, pass => pass.ToList());
        Assert.Equal([CorpusPass.Hashing, CorpusPass.Dividing, CorpusPass.Tokenising], passes.Keys);
        Assert.All(passes[CorpusPass.Hashing], one => Assert.Equal(new FileInfo(file).Length, one.TotalBytes));
        Assert.All(passes[CorpusPass.Dividing], one => Assert.Null(one.TotalBytes));
        Assert.All(passes[CorpusPass.Tokenising], one => Assert.Equal(text, one.TotalBytes));

        foreach (var pass in passes.Values)
        {
            Assert.Equal(pass.Select(one => one.Bytes).Order(), pass.Select(one => one.Bytes));
            Assert.Equal(0, pass[0].Bytes);
            Assert.InRange(pass[^1].Bytes, Mebibyte, pass[^1].TotalBytes ?? text);
            Assert.InRange(pass.Count, 2, 4); // A file of less than 4 MiB.
        }
    }

    [Fact]
    public void The_documentation_is_told_while_it_is_read()
    {
        var told = new Told();

        Corpora.Open(new CorpusConfig.DotnetDocs(new TokenizerConfig.Bytes(), 64), _directory.FullName, told, Cancel)
            .Dispose();

        Assert.All(told.All.GroupBy(one => one.Pass), pass => Assert.InRange(pass.Count(), 4, 60));
        Assert.Equal(3, told.All.Select(one => one.Pass).Distinct().Count());
    }

    [Fact]
    public void What_is_tokenised_already_is_opened_without_a_word()
    {
        var docs = new CorpusConfig.DotnetDocs(new TokenizerConfig.Bytes(), 64);
        var told = new Told();
        Corpora.Open(docs, _directory.FullName, Cancel).Dispose();

        Corpora.Open(docs, _directory.FullName, told, Cancel).Dispose();

        Assert.Empty(told.All);
    }

    private void Open(string file, Told told) =>
        Corpora.Open(
            new CorpusConfig.Text([file], "text", new TokenizerConfig.Bytes(), 64),
            Path.Combine(_directory.FullName, "tokens"), told, Cancel)
            .Dispose();

    private sealed class Told : IProgress<CorpusProgress>
    {
        public List<CorpusProgress> All { get; } = [];

        public void Report(CorpusProgress value) => All.Add(value);
    }
}
