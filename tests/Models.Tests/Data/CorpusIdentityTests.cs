using System.Diagnostics;
using Riverrun.Models.Data;
using Riverrun.Models.Data.Sources;
using Riverrun.Models.Data.TokenFiles;
using Riverrun.Models.Plans;

namespace Riverrun.Models.Tests.Data;

/// <summary>What is trained is what the files hold, whatever they are called and however they are reached.</summary>
public sealed class CorpusIdentityTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public void The_text_behind_a_link_is_read_again_once_it_was_rewritten()
    {
        var target = _directory.Write("blobs/text", Lines("first", 400));
        var link = Link("a.txt", target);
        var cache = new TokenCache(_directory.File("cache"), new Later());
        cache.Open(TextFiles.Find([link], "text", Cancel), new ByteTokenizer(), "bytes", Cancel).Dispose();

        File.WriteAllText(target, Lines("other", 400));
        var again = Texts(TextFiles.Find([link], "text", Cancel), cache);

        Assert.Contains("other", again, StringComparison.Ordinal);
        Assert.DoesNotContain("first", again, StringComparison.Ordinal);
    }

    [Fact]
    public void A_rewrite_of_the_same_length_and_time_is_seen()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Other systems tell no time of change that a writer cannot set.");
        var text = _directory.Write("a.txt", Lines("first", 400));
        var time = File.GetLastWriteTimeUtc(text);
        var cache = new TokenCache(_directory.File("cache"), new Later());
        cache.Open(TextFiles.Find([text], "text", Cancel), new ByteTokenizer(), "bytes", Cancel).Dispose();

        File.WriteAllText(text, Lines("other", 400));
        File.SetLastWriteTimeUtc(text, time);

        Assert.Contains("other", Texts(TextFiles.Find([text], "text", Cancel), cache), StringComparison.Ordinal);
    }

    [Fact]
    public void A_text_that_has_just_changed_is_not_known_by_its_look()
    {
        var text = _directory.Write("a.txt", Lines("first", 400));

        using (Open(text))
        {
        }

        Assert.Empty(Directory.GetFiles(_directory.File("cache"), "*.source"));
    }

    [Fact]
    public void The_same_bytes_by_link_by_copy_and_under_another_name_are_the_same_tokens()
    {
        var text = _directory.Write("a.txt", Lines("Here is line", 9000));
        File.Copy(text, _directory.File("copy of it.TXT"));

        string[] names = [text, Link("c.txt", Link("b.txt", text)), _directory.File("copy of it.TXT")];
        foreach (var file in names)
            Open(file).Dispose();

        Assert.Single(Directory.GetFiles(_directory.File("cache"), "*.tokens"));
    }

    [Fact]
    public void Every_file_is_read_once_however_many_names_it_has_and_copies_are_files_of_their_own()
    {
        var text = _directory.Write("tree/b.txt", Lines("first", 400));
        Link("tree/c.txt", text);
        Link("tree/deep", _directory.File("tree"));
        Link("tree/deeper", _directory.File("tree/deep"));
        Run("ln", text, _directory.File("tree/a.txt"));
        File.Copy(text, _directory.File("tree/d.txt"));

        var files = TextFiles.Find(
            [_directory.File("tree/**/*.txt"), _directory.File("tree/?.txt"), text], "text", Cancel).Files;

        Assert.Equal([_directory.File("tree/a.txt"), _directory.File("tree/d.txt")], files);
    }

    [Fact]
    public void No_link_is_followed_out_of_the_tree_or_into_a_circle()
    {
        var outside = Directory.CreateDirectory(_directory.File("outside")).FullName;
        File.WriteAllText(Path.Combine(outside, "x.txt"), "outside\n");
        _directory.Write("tree/one/a.txt", "one\n");
        _directory.Write("tree/two/b.txt", "two\n");
        Link("tree/one/again", _directory.File("tree"));
        Link("tree/two/again", _directory.File("tree"));
        Link("tree/out", outside);

        var files = TextFiles.Find([_directory.File("tree/**/*.txt")], "text", Cancel).Files;

        Assert.Equal([_directory.File("tree/one/a.txt"), _directory.File("tree/two/b.txt")], files);
    }

    [Fact]
    public void A_text_that_grows_while_it_is_read_is_refused_and_leaves_nothing()
    {
        var text = _directory.Write("a.txt", Lines("first", 400));
        var source = new Growing(TextFiles.Find([text], "text", Cancel), text);

        var refusal = Assert.Throws<CorpusException>(
            () => new TokenCache(_directory.File("cache")).Open(source, new ByteTokenizer(), "bytes", Cancel));

        Assert.Contains($"{text} changed while it was read", refusal.Message, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFiles(_directory.File("cache")));
    }

    [Fact]
    public void Listing_and_tokenising_can_be_given_up_in_their_middle()
    {
        var text = _directory.Write("tree/a.txt", Lines("first", 400));
        using var listing = new CancellationTokenSource();
        listing.Cancel();
        Assert.Throws<OperationCanceledException>(
            () => TextFiles.Find([_directory.File("tree/*.txt")], "text", listing.Token));

        using var reading = new CancellationTokenSource();
        var source = new Growing(TextFiles.Find([text], "text", Cancel), null, reading.Cancel);
        Assert.Throws<OperationCanceledException>(
            () => new TokenCache(_directory.File("cache")).Open(source, new ByteTokenizer(), "bytes", reading.Token));

        Assert.Empty(Directory.GetFiles(_directory.File("cache")));
    }

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private static string Lines(string word, int count) =>
        string.Concat(Enumerable.Range(0, count).Select(line => $"{word} {line:0000}\n"));

    private static string Texts(ITextSource source, TokenCache cache)
    {
        using var file = cache.Open(source, new ByteTokenizer(), "bytes", Cancel);
        var tokens = new int[file.Header.TrainingTokens + file.Header.HeldOutTokens];
        file.Read(0, tokens);
        return new ByteTokenizer().Decode(tokens);
    }

    private static void Run(string program, params string[] words)
    {
        using var process = Process.Start(program, words);
        process.WaitForExit();
        Assert.Equal(0, process.ExitCode);
    }

    private string Link(string name, string target)
    {
        File.CreateSymbolicLink(_directory.File(name), target);
        return _directory.File(name);
    }

    private ICorpus Open(string file) => Corpora.Open(
        new CorpusConfig.Text([file], "text", new TokenizerConfig.Bytes(), 32), _directory.File("cache"), Cancel);

    private sealed class Later : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => System.GetUtcNow() + TimeSpan.FromHours(1);
    }

    /// <summary>Something happens once its first passage was read.</summary>
    private sealed class Growing(ITextSource source, string? file, Action? meanwhile = null) : ITextSource
    {
        public string Name => source.Name;

        public string Extraction => source.Extraction;

        public IReadOnlyList<string> Files => source.Files;

        public string Role(string path) => source.Role(path);

        public IEnumerable<Passage> Passages() => source.Passages().Select((passage, index) =>
        {
            if (index == 0 && file is not null)
                File.AppendAllText(file, "more\n");

            if (index == 0)
                meanwhile?.Invoke();

            return passage;
        });
    }
}
