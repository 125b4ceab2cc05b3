using Riverrun.Models.Data;
using Riverrun.Models.Data.Sources;
using Riverrun.Models.Data.TokenFiles;
using Riverrun.Models.Plans;
using Riverrun.Models.Seeds;

namespace Riverrun.Models.Tests.Data;

public sealed class TokenCacheTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => _directory.Dispose();

    private string CacheDirectory => _directory.File("cache");

    [Fact]
    public void A_corpus_is_read_once_and_for_any_context()
    {
        var text = _directory.Write("a.txt", Lines(500));
        var first = Window(text, context: 32);
        var written = File.GetLastWriteTimeUtc(TokenFiles().Single());

        var again = Window(text, context: 32);
        Window(text, context: 64);

        Assert.Equal(first, again);
        Assert.Equal(written, File.GetLastWriteTimeUtc(TokenFiles().Single()));
    }

    [Fact]
    public void Reopening_reads_no_text()
    {
        var source = new CountedSource(_directory.Write("a.txt", Lines(500)));
        var cache = new TokenCache(CacheDirectory);
        cache.Open(source, new ByteTokenizer(), "bytes", Cancel).Dispose();
        var passes = source.Passes;

        cache.Open(source, new ByteTokenizer(), "bytes", Cancel).Dispose();

        Assert.InRange(passes, 1, 2);
        Assert.Equal(passes, source.Passes);
    }

    [Fact]
    public void The_same_text_elsewhere_shares_the_tokens()
    {
        Window(_directory.Write("one/a.txt", Lines(500)), 32);

        Window(_directory.Write("two/a.txt", Lines(500)), 32);

        Assert.Single(TokenFiles());
    }

    [Fact]
    public void A_changed_text_is_read_again()
    {
        var text = _directory.Write("a.txt", Lines(500));
        Window(text, 32);

        _directory.Write("a.txt", Lines(501));
        File.SetLastWriteTimeUtc(text, new DateTime(2030, 1, 1, 0, 0, 0, DateTimeKind.Utc));
        Window(text, 32);

        Assert.Equal(2, TokenFiles().Length);
    }

    [Fact]
    public void Another_tokenizer_makes_other_tokens()
    {
        var text = _directory.Write("a.txt", Lines(500));
        Window(text, 32);

        Window(text, 32, BytePairVocabulary.Write(_directory));

        Assert.Equal(2, TokenFiles().Length);
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(30, 0)]
    [InlineData(60, 0)]
    [InlineData(-1, 10)]
    [InlineData(-1, 5000)]
    public void A_damaged_or_truncated_file_is_made_anew(int flipAt, int cut)
    {
        var text = _directory.Write("a.txt", Lines(500));
        var before = Window(text, 32);
        var whole = File.ReadAllBytes(TokenFiles().Single());
        byte[] damaged = [.. whole[..^cut]];
        if (flipAt >= 0)
            damaged[flipAt] ^= 1;
        File.WriteAllBytes(TokenFiles().Single(), damaged);

        var after = Window(text, 32);

        Assert.Equal(before, after);
        Assert.Equal(whole, File.ReadAllBytes(TokenFiles().Single()));
    }

    [Theory]
    [InlineData("")]
    [InlineData("../../etc/passwd")]
    [InlineData("0123")]
    public void A_damaged_note_does_no_harm(string content)
    {
        var source = new CountedSource(_directory.Write("a.txt", Lines(500)));
        var later = new Later();
        new TokenCache(CacheDirectory, later).Open(source, new ByteTokenizer(), "bytes", Cancel).Dispose();
        var before = File.ReadAllBytes(TokenFiles().Single());
        File.WriteAllText(Directory.GetFiles(CacheDirectory, "*.source").Single(), content);

        new TokenCache(CacheDirectory, later).Open(source, new ByteTokenizer(), "bytes", Cancel).Dispose();

        Assert.Equal(before, File.ReadAllBytes(TokenFiles().Single()));
        Assert.Equal(64, File.ReadAllText(Directory.GetFiles(CacheDirectory, "*.source").Single()).Length);
    }

    [Fact]
    public async Task Many_may_open_the_same_corpus_at_once()
    {
        var text = _directory.Write("a.txt", Lines(5000));

        var windows = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() => Window(text, 32))));

        Assert.Single(windows.Distinct());
        Assert.Single(TokenFiles());
        Assert.Empty(Directory.GetFiles(CacheDirectory, "*.pending"));
    }

    [Fact]
    public void What_a_killed_process_left_is_removed()
    {
        Directory.CreateDirectory(CacheDirectory);
        var left = Path.Combine(CacheDirectory, "left.pending");
        File.WriteAllBytes(left, new byte[100]);
        File.SetLastWriteTimeUtc(left, DateTime.UtcNow.AddMinutes(-61));

        Window(_directory.Write("a.txt", Lines(500)), 32);

        Assert.Empty(Directory.GetFiles(CacheDirectory, "*.pending"));
    }

    [Theory]
    [InlineData(2)]
    [InlineData(4)]
    public void Tokens_of_either_width_come_back(int bytesPerToken)
    {
        var vocabulary = bytesPerToken == 2 ? 1 << 16 : (1 << 16) + 1;
        var source = new CountedSource(_directory.Write("a.txt", Lines(500)));
        var path = _directory.File("wide.tokens");

        TokenFileWriter.Write(
            path, source, new ScatteredTokenizer(vocabulary), new CorpusMeter(source.Name, progress: null),
            cancel: Cancel);

        using var file = TokenFile.TryOpen(path)!;
        Assert.Equal(bytesPerToken, file.Header.BytesPerToken);
        var tokens = new int[file.Header.TrainingTokens + file.Header.HeldOutTokens];
        file.Read(0, tokens);
        var expected = source.Passages().SelectMany(passage => new ScatteredTokenizer(vocabulary).Encode(passage.Text));
        Assert.Equal(expected.Order(), tokens.Order());
        var part = new int[7];
        file.Read(100, part);
        Assert.Equal(tokens[100..107], part);
    }

    private static string Lines(int count) =>
        string.Concat(Enumerable.Range(0, count).Select(line => $"This is line number {line}.\n"));

    private string[] TokenFiles() => Directory.GetFiles(CacheDirectory, "*.tokens");

    private string Window(string file, int context, TokenizerConfig? tokenizer = null)
    {
        using var corpus = Corpora.Open(
            new CorpusConfig.Text([file], "", tokenizer ?? new TokenizerConfig.Bytes(), context), CacheDirectory,
            Cancel);
        var window = new int[context + 1];
        corpus.TrainingWindow(1, 3, window);
        return corpus.Tokenizer.Decode(window);
    }

    private sealed class CountedSource(string file) : ITextSource
    {
        public int Passes { get; private set; }

        public string Name => "counted";

        public string Extraction => "counted";

        public IReadOnlyList<string> Files => [file];

        public string Role(string path) => Path.GetFileName(path);

        public IEnumerable<Passage> Passages()
        {
            Passes++;
            return File.ReadLines(file).Select(line => new Passage(StableHash.Of(line), line, EndsDocument: false));
        }
    }

    /// <summary>An hour later than it is.</summary>
    private sealed class Later : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => System.GetUtcNow() + TimeSpan.FromHours(1);
    }

    /// <summary>Spreads characters over the whole vocabulary, up to its last token.</summary>
    private sealed class ScatteredTokenizer(int vocabularySize) : ITokenizer
    {
        public int VocabularySize => vocabularySize;

        public int[] Encode(string text) => [.. text.Select(character => vocabularySize - 1 - character)];

        public string Decode(ReadOnlySpan<int> tokens) => throw new NotSupportedException();
    }
}
