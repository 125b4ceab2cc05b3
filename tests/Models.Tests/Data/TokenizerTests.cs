using System.Text;
using FsCheck.Xunit;
using Riverrun.Models.Data;

namespace Riverrun.Models.Tests.Data;

public sealed class TokenizerTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public void Bytes_are_the_UTF8_of_the_text()
    {
        var tokenizer = new ByteTokenizer();

        Assert.Equal([0x61, 0xC3, 0xA4], tokenizer.Encode("aä"));
        Assert.Equal("aä", tokenizer.Decode([0x61, 0xC3, 0xA4]));
        Assert.Throws<ArgumentOutOfRangeException>(() => tokenizer.Decode([256]));
    }

    [Fact]
    public void Merges_make_tokens_of_words_and_of_parts_of_characters()
    {
        var tokenizer = Tokenizers.Open(BytePairVocabulary.Write(_directory));

        Assert.Equal(264, tokenizer.VocabularySize);
        Assert.Single(tokenizer.Encode(" the"));
        Assert.Single(tokenizer.Encode("ä"));
        Assert.Equal(["the", " th", "ing"], tokenizer.Encode("the thing")
            .Select(token => tokenizer.Decode([token])).Aggregate(new List<string>(), Join));
    }

    [Theory]
    [InlineData("")]
    [InlineData("  two  spaces\tand\r\n\n\nlines  ")]
    [InlineData("日本語 🏞️ 👩‍👩‍👧 Ġ Â ä\u0000\u00ad\u007f")]
    [InlineData("it's <|endoftext|> 12345 don't!?!")]
    public void Byte_pairs_give_any_text_back(string text)
    {
        var tokenizer = Tokenizers.Open(BytePairVocabulary.Write(_directory));

        Assert.Equal(text, tokenizer.Decode(tokenizer.Encode(text)));
    }

    [Property(MaxTest = 300)]
    public void Byte_pairs_give_any_generated_text_back(string? text)
    {
        var valid = string.Concat((text ?? "").EnumerateRunes().Where(rune => rune != Rune.ReplacementChar));
        var tokenizer = Tokenizers.Open(BytePairVocabulary.Write(_directory));

        Assert.Equal(valid, tokenizer.Decode(tokenizer.Encode(valid)));
    }

    [Fact]
    public void A_missing_file_is_named()
    {
        var config = BytePairVocabulary.Write(_directory) with { MergesFile = _directory.File("gone.txt") };

        var refusal = Assert.Throws<CorpusException>(() => Tokenizers.Open(config));

        Assert.Contains("gone.txt", refusal.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("no json", "JSON object")]
    [InlineData("[1, 2]", "JSON object")]
    [InlineData("""{"a":0}""", "lacks the token")]
    [InlineData("{}", "0 tokens")]
    [InlineData("""{"a":2000000000}""", "do not run from 0")]
    [InlineData("null", "0 tokens")]
    public void A_bad_vocabulary_is_refused_in_a_sentence(string vocabulary, string reason)
    {
        var config = BytePairVocabulary.Write(
            _directory) with
        { VocabularyFile = _directory.Write("bad.json", vocabulary) };

        var refusal = Assert.Throws<CorpusException>(() => Tokenizers.Open(config));

        Assert.Contains("bad.json", refusal.Message, StringComparison.Ordinal);
        Assert.Contains(reason, refusal.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("#version: 0.2\nnot a merge\n")]
    [InlineData("#version: 0.2\nq q\n")]
    public void Bad_merges_are_refused_in_a_sentence(string merges)
    {
        var config = BytePairVocabulary.Write(_directory) with { MergesFile = _directory.Write("bad.txt", merges) };

        var refusal = Assert.Throws<CorpusException>(() => Tokenizers.Open(config));

        Assert.Contains("bad.txt", refusal.Message, StringComparison.Ordinal);
    }

    // " th" comes as two tokens; a piece without a space goes on with the word before it where that has begun with one.
    private static List<string> Join(List<string> words, string piece)
    {
        if (words.Count > 1 && words[^1] == " ")
            words[^1] += piece;
        else
            words.Add(piece);

        return words;
    }
}
