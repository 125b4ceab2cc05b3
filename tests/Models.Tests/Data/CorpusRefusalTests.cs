using Riverrun.Models.Data;
using Riverrun.Models.Plans;

namespace Riverrun.Models.Tests.Data;

/// <summary>What is wrong with a corpus is said in one sentence that names it and what would be right.</summary>
public sealed class CorpusRefusalTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => _directory.Dispose();

    [Fact]
    public void A_missing_file() => Refused(["no/such.txt"], "no/such.txt", "data.files");

    [Fact]
    public void A_glob_without_match() => Refused([_directory.File("**/*.txt")], "No file matches", _directory.Path);

    [Fact]
    public void No_files_at_all() => Refused([], "data.files is empty");

    [Fact]
    public void A_kind_of_file_that_is_not_known() => Refused([_directory.Write("a.pdf", "x")], "a.pdf", ".parquet");

    [Fact]
    public void An_empty_file() => Refused([_directory.Write("a.txt", "")], "empty", "a.txt");

    [Fact]
    public void A_single_line() => Refused([_directory.Write("a.txt", "one line")], "one piece", "8 bytes");

    [Fact]
    public void A_training_split_shorter_than_a_window() =>
        Refused([_directory.Write("a.txt", Lines(20))], context: 2000, "training split", "2001");

    [Fact]
    public void A_held_out_split_shorter_than_a_window() =>
        Refused([_directory.Write("a.txt", Lines(60))], context: 1000, "held-out split", "1001");

    [Fact]
    public void A_context_too_short_to_predict() =>
        Refused([_directory.Write("a.txt", Lines(60))], context: 1, "data.context is 1");

    [Fact]
    public void A_missing_field() =>
        Refused([_directory.Write("a.jsonl", """{"text":"x"}""" + "\n" + """{"body":"x","id":1}""")], "line 2", "'text'", "body, id");

    [Fact]
    public void A_field_that_is_no_string() => Refused([_directory.Write("a.jsonl", """{"text":7}""")], "line 1", "Number");

    [Fact]
    public void A_line_that_is_no_object() => Refused([_directory.Write("a.jsonl", "[1]")], "line 1", "Array");

    [Fact]
    public void A_line_that_is_no_json() => Refused([_directory.Write("a.jsonl", "{")], "line 1", "JSON");

    [Fact]
    public void A_string_that_is_no_Unicode() => Refused([_directory.Write("a.jsonl", """{"text":"\ud800"}""")], "line 1");

    [Fact]
    public void A_file_that_is_no_parquet() =>
        Refused([_directory.Write("a.parquet", new string('x', 500))], "a.parquet", "Parquet");

    [Fact]
    public void A_text_that_is_no_UTF8()
    {
        File.WriteAllBytes(_directory.File("a.txt"), [.. "abc\n"u8, 0xFF, 0xFE, 0x41, 0x0A]);

        Refused([_directory.File("a.txt")], "a.txt is not UTF-8");
    }

    [Fact]
    public void A_cache_that_cannot_be_written()
    {
        var text = _directory.Write("a.txt", Lines(60));
        var config = new CorpusConfig.Text([text], "text", new TokenizerConfig.Bytes(), 32);

        var refusal = Assert.Throws<CorpusException>(() => Corpora.Open(config, Path.Combine(text, "cache"), Cancel));

        Assert.Contains(Path.Combine(text, "cache"), refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_tokenizer_without_its_files()
    {
        var config = new CorpusConfig.Text(
            [_directory.Write("a.txt", Lines(60))], "text", new TokenizerConfig.Bpe("v.json", "m.txt"), 32);

        Assert.Contains(
            "v.json",
            Assert.Throws<CorpusException>(() => Corpora.Open(config, _directory.File("cache"), Cancel)).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void A_bigram_has_no_text() =>
        Assert.Throws<ArgumentException>(
            () => Corpora.Open(new CorpusConfig.BigramSource(1), _directory.File("cache"), Cancel));

    private static string Lines(int count) =>
        string.Concat(Enumerable.Range(0, count).Select(line => $"This is line number {line}.\n"));

    private void Refused(IReadOnlyList<string> files, params string[] words) => Refused(files, 32, words);

    private void Refused(IReadOnlyList<string> files, int context, params string[] words)
    {
        var config = new CorpusConfig.Text(files, "text", new TokenizerConfig.Bytes(), context);

        var refusal = Assert.Throws<CorpusException>(() => Corpora.Open(config, _directory.File("cache"), Cancel));

        TestContext.Current.TestOutputHelper?.WriteLine(refusal.Message);
        Assert.All(words, word => Assert.Contains(word, refusal.Message, StringComparison.Ordinal));
        Assert.EndsWith(".", refusal.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("\n", refusal.Message, StringComparison.Ordinal);
        Assert.Empty(
            Directory.Exists(_directory.File("cache"))
            ? Directory.GetFiles(_directory.File("cache"), "*.pending") : []);
    }
}
