using Parquet;
using Parquet.Schema;
using Riverrun.Models.Data;
using Riverrun.Models.Data.TokenFiles;
using Riverrun.Models.Plans;

namespace Riverrun.Models.Tests.Data;

public sealed class TextCorpusTests : IDisposable
{
    private static readonly TokenizerConfig Bytes = new TokenizerConfig.Bytes();
    private readonly TemporaryDirectory _directory = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => _directory.Dispose();

    [Fact]
    public void Every_character_of_a_text_is_in_one_split()
    {
        var text = Prose(2000);
        using var corpus = Open([_directory.Write("a.txt", text)]);

        var (training, heldOut) = Splits();

        Assert.Equal(text.Length, training.Length + heldOut.Length);
        Assert.Equal(
            text.Split('\n').Order(),
            (training + heldOut).Split('\n', StringSplitOptions.RemoveEmptyEntries).Append("").Order());
        Assert.InRange(heldOut.Length / (double)text.Length, 0.04, 0.12);
    }

    [Fact]
    public void Large_texts_hold_a_twentieth_out()
    {
        using var corpus = Open([_directory.Write("a.txt", Prose(20_000))]);

        var (training, heldOut) = Splits();

        Assert.InRange(heldOut.Length / (double)(heldOut.Length + training.Length), 0.045, 0.05);
    }

    [Fact]
    public void Globs_reach_into_folders_and_files_are_read_once_in_order()
    {
        _directory.Write("deep/er/b.txt", "second\n" + Prose(300));
        _directory.Write("deep/a.txt", "first\n");
        _directory.Write("deep/c.md", "never\n");
        var only = _directory.Write("z.txt", "zeroth\n");

        using var corpus = Open([only, _directory.File("deep/**/*.txt"), _directory.File("**/?.txt")]);

        var all = string.Concat(Splits().Training, Splits().HeldOut);
        Assert.DoesNotContain("never", all, StringComparison.Ordinal);
        foreach (var word in (string[])["zeroth", "first", "second"])
            Assert.Equal(2, all.Split(word).Length);
    }

    [Fact]
    public void Lines_of_json_are_documents()
    {
        var lines = Enumerable.Range(0, 400)
            .Select(i => $$"""{"id": {{i}}, "text": "Document {{i}} says \"ä\" and goes on for a while."}""");
        using var corpus = Open([_directory.Write("a.jsonl", string.Join("\n", lines) + "\n\n")], field: "text");

        var (training, heldOut) = Splits();

        Assert.Equal(400, (training + heldOut).Split("\n\n", StringSplitOptions.RemoveEmptyEntries).Length);
        Assert.StartsWith("Document ", heldOut, StringComparison.Ordinal);
        Assert.Contains("says \"ä\" and", training, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Rows_of_parquet_are_documents()
    {
        await WriteParquetAsync(_directory.File("a.parquet"));
        using var corpus = Open([_directory.File("a.parquet")], field: "text");

        var (training, heldOut) = Splits();

        Assert.Equal(399, (training + heldOut).Split("\n\n", StringSplitOptions.RemoveEmptyEntries).Length);
    }

    [Fact]
    public void Equal_documents_are_in_the_same_split()
    {
        var lines = Enumerable.Range(0, 600).Select(i => $$"""{"text": "Document {{i % 100}} with some words to make it longer."}""");
        using var corpus = Open([_directory.Write("a.jsonl", string.Join("\n", lines))], field: "text");

        var (training, heldOut) = Splits();

        var separator = "\n\n";
        Assert.Equal([""], training.Split(separator).Intersect(heldOut.Split(separator)));
        Assert.Equal(0, (heldOut.Split(separator).Length - 1) % 6);
    }

    [Fact]
    public void Documents_end_in_the_end_of_text_where_the_vocabulary_has_one()
    {
        var lines = Enumerable.Range(0, 400).Select(i => $$"""{"text": "The thing {{i}}"}""");
        var tokenizer = BytePairVocabulary.Write(_directory);
        using var corpus = Open([_directory.Write("a.jsonl", string.Join("\n", lines))], "text", tokenizer);

        var window = new int[corpus.Context + 1];
        corpus.TrainingWindow(1, 0, window);

        Assert.Contains("<|endoftext|>The thing", corpus.Tokenizer.Decode(window), StringComparison.Ordinal);
        Assert.InRange(corpus.BytesPerToken, 1.05, 3);
    }

    [Fact]
    public void Held_out_windows_are_evenly_spaced_over_the_split()
    {
        using var corpus = Open([_directory.Write("a.txt", Prose(2000))]);
        var heldOut = Splits().HeldOut;

        var windows = Enumerable.Range(0, 8).Select(index => HeldOut(corpus, index, 8)).ToList();

        Assert.All(windows, window => Assert.Contains(window, heldOut, StringComparison.Ordinal));
        Assert.StartsWith(windows[0], heldOut, StringComparison.Ordinal);
        var starts = windows.Select(window => heldOut.IndexOf(window, StringComparison.Ordinal)).ToList();
        Assert.All(
            starts.Zip(starts.Skip(1)),
            pair => Assert.InRange(pair.Second - pair.First, (heldOut.Length - 33) / 8 - 1, (heldOut.Length / 8) + 1));
    }

    [Fact]
    public void Windows_are_a_pure_function_of_seed_and_position()
    {
        var file = _directory.Write("a.txt", Prose(2000));
        using var one = Open([file]);
        using var other = Open([file]);

        Assert.Equal(Training(one, 1, 12345), Training(other, 1, 12345));
        Assert.NotEqual(Training(one, 1, 12345), Training(one, 2, 12345));
        Assert.NotEqual(Training(one, 1, 12345), Training(one, 1, 12346));
        Assert.Throws<ArgumentException>(() => one.TrainingWindow(1, 0, new int[32]));
        Assert.Throws<ArgumentOutOfRangeException>(() => one.HeldOutWindow(8, 8, new int[33]));
    }

    private static string Training(ICorpus corpus, long seed, long position)
    {
        var window = new int[corpus.Context + 1];
        corpus.TrainingWindow(seed, position, window);
        return corpus.Tokenizer.Decode(window);
    }

    private static string HeldOut(ICorpus corpus, int index, int count)
    {
        var window = new int[corpus.Context + 1];
        corpus.HeldOutWindow(index, count, window);
        return corpus.Tokenizer.Decode(window);
    }

    private static string Prose(int lines) =>
        string.Concat(
            Enumerable.Range(0, lines)
                .Select(line => $"Line {line} of the river is {line * 7919 % 1009} feet deep.\n"));

    private static async Task WriteParquetAsync(string path)
    {
        var none = TestContext.Current.CancellationToken;
        var schema = new ParquetSchema(new DataField<int>("id"), new DataField<string>("text"));
        await using var file = File.Create(path);
        await using var writer = await ParquetWriter.CreateAsync(schema, file, cancellationToken: none);
        for (var group = 0; group < 2; group++)
        {
            int[] rows = [.. Enumerable.Range(group * 200, 200)];
            using var rowGroup = writer.CreateRowGroup();
            await rowGroup.WriteAsync<int>(schema.DataFields[0], rows, cancellationToken: none);
            await rowGroup.WriteAsync(
                schema.DataFields[1],
                [.. rows.Select(row => row == 7 ? null! : $"Row {row} holds a few words of text.")]);
        }
    }

    private ICorpus Open(IReadOnlyList<string> files, string field = "", TokenizerConfig? tokenizer = null) =>
        Corpora.Open(new CorpusConfig.Text(files, field, tokenizer ?? Bytes, 32), _directory.File("cache"), Cancel);

    private (string Training, string HeldOut) Splits()
    {
        using var file = TokenFile.TryOpen(Directory.GetFiles(_directory.File("cache"), "*.tokens").Single())!;
        int[] training = new int[file.Header.TrainingTokens], heldOut = new int[file.Header.HeldOutTokens];
        file.Read(0, training);
        file.Read(training.Length, heldOut);
        return (new ByteTokenizer().Decode(training), new ByteTokenizer().Decode(heldOut));
    }
}
