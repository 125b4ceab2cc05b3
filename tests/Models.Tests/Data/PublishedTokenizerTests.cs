extern alias Library;

using System.Text;
using FsCheck.Xunit;
using Riverrun.Models.Data;
using Riverrun.Models.Plans;
using HuggingFace = Library::Tokenizers.DotNet.Tokenizer;

namespace Riverrun.Models.Tests.Data;

/// <summary>Compares with the library tokenizers, which published models were trained with.</summary>
public sealed class PublishedTokenizerTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();
    private readonly Dictionary<string, (ITokenizer Ours, HuggingFace Theirs)> _opened = [];

    public static TheoryData<string> Kinds =>
        new("gpt2", "llama3", "llama3 whole words first", "digits", "runs of digits", "bytes");

    public void Dispose()
    {
        foreach (var (_, theirs) in _opened.Values)
            theirs.Dispose();
        _directory.Dispose();
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Texts_become_the_tokens_that_the_library_makes_of_them(string kind)
    {
        var (ours, theirs) = Both(kind);
        string[] texts =
        [
            "", " ", "  the  thing", "The thing's here, isn't it? DON'T WE'LL They'Re",
            "12345 6 7890 1,234.56 x86_64 ٣٤٥ ⅷ½",
            "a\n\nb\r\n\r\n  c \n d\t\te\n   \n", "   leading and trailing   ", "日本語 日本 ä é e\u0301 ñ Ｆｕｌｌ",
            "😀😀 hi😀there 👩‍👩‍👧 𝒜𝒷𝒸 𝟙𝟚𝟛 𠀀𠀁 \U000E0041 \U0010FFFF", "x == y(); // ... !!??",
            "<|end|> a<|end|>er b <|end|", "+plain++plain+ + plain+",
            "nul\0bel\a del\u007f nbsp\u00a0x \u2028 \u3000ideographic \u200bzero \u1680ogham \u0085nel \u180eq",
            "'ſ 'S 'LL' K'ſt", "\uFEFFbom",
        ];

        foreach (var text in texts)
            Assert.Equal((text, Tokens(theirs, text)), (text, string.Join(' ', ours.Encode(text))));
        foreach (var text in texts)
            Assert.Equal(text, ours.Decode(ours.Encode(text)));
    }

    [Property(MaxTest = 300)]
    public void So_do_generated_texts(string? first, string? second, int seed)
    {
        var pieces = new[]
        {
            Valid(first), " ", "the", "\n", "\r\n", "'s", "'LL", "12345", "😀", "𝒜", "٣", "ä", "<|end|>", "+plain+",
            "  ", "日本語", Valid(second), "ing", "!?",
        };
        var random = new Random(seed);
        var text = string.Concat(
            Enumerable.Range(0, random.Next(1, 12)).Select(_ => pieces[random.Next(pieces.Length)]));

        foreach (var kind in Kinds.Select(row => row.Data))
        {
            var (ours, theirs) = Both(kind);
            Assert.Equal((kind, text, Tokens(theirs, text)), (kind, text, string.Join(' ', ours.Encode(text))));
            Assert.Equal(text, ours.Decode(ours.Encode(text)));
        }
    }

    [Fact]
    public void The_size_is_that_of_the_weights_and_the_end_of_a_text_is_what_the_folder_says()
    {
        var folder = TokenizerFolder.Write(_directory, TokenizerFolder.Describe(TokenizerFolder.Gpt2));
        var alone = Tokenizers.Open(new TokenizerConfig.HuggingFace(folder));
        var tokens = alone.VocabularySize;
        _directory.Write("published/config.json", $$"""{ "vocab_size": {{tokens + 5}}, "eos_token_id": [{{tokens - 2}}, 3] }""");
        var padded = Tokenizers.Open(new TokenizerConfig.HuggingFace(folder));
        _directory.Write("published/tokenizer_config.json", """{ "eos_token": { "content": "<|end|>" } }""");
        var named = Tokenizers.Open(new TokenizerConfig.HuggingFace(folder));

        Assert.Equal((null, tokens - 2, tokens - 3), (alone.EndOfText, padded.EndOfText, named.EndOfText));
        Assert.Equal((tokens + 5, true, false), (padded.VocabularySize, padded.Has(tokens - 1), padded.Has(tokens)));
        Assert.NotEqual(padded.Identity, named.Identity);
        Assert.Throws<ArgumentOutOfRangeException>(() => padded.Decode([tokens]));
    }

    [Fact]
    public void A_tokenizer_that_changed_since_training_is_named()
    {
        var folder = TokenizerFolder.Write(_directory, TokenizerFolder.Describe(TokenizerFolder.Gpt2));
        var then = Tokenizers.Open(new TokenizerConfig.HuggingFace(folder));
        TokenizerFolder.Write(_directory, TokenizerFolder.Describe(TokenizerFolder.Digits(single: true)));
        var now = Tokenizers.Open(new TokenizerConfig.HuggingFace(folder));

        var change = TokenizerFiles.Change(
            then.Identity, then.VocabularySize, new TokenizerConfig.HuggingFace(folder), now);

        Assert.Contains($"{folder}/tokenizer.json has changed", change, StringComparison.Ordinal);
        Assert.Null(TokenizerFiles.Change(
            now.Identity, now.VocabularySize, new TokenizerConfig.HuggingFace(folder), now));
    }

    private static string Valid(string? text) =>
        string.Concat((text ?? "").EnumerateRunes().Where(rune => rune != Rune.ReplacementChar));

    private static string Tokens(HuggingFace tokenizer, string text) =>
        text.Length == 0 ? "" : string.Join(' ', tokenizer.Encode(text));

    private (ITokenizer Ours, HuggingFace Theirs) Both(string kind)
    {
        if (_opened.TryGetValue(kind, out var known))
            return known;

        var description = TokenizerFolder.Describe(
            kind switch
            {
                "gpt2" => TokenizerFolder.Gpt2,
                "digits" => TokenizerFolder.Digits(single: true),
                "runs of digits" => TokenizerFolder.Digits(single: false),
                "bytes" => TokenizerFolder.ByteLevel(splits: false),
                _ => TokenizerFolder.SplitBy(TokenizerFolder.Llama3),
            },
            wholeWordsFirst: kind.EndsWith("first", StringComparison.Ordinal));
        var folder = TokenizerFolder.Write(_directory, description);
        return _opened[kind] =
            (Tokenizers.Open(new TokenizerConfig.HuggingFace(folder)),
                new HuggingFace(Path.Combine(folder, "tokenizer.json")));
    }
}
