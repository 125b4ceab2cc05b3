using System.Text.Json.Nodes;
using Riverrun.Models.Data;
using Riverrun.Models.Plans;

namespace Riverrun.Models.Tests.Data;

public sealed class PublishedTokenizerRefusalTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Theory]
    [InlineData("normalizer", """{ "type": "NFC" }""", "has normalizer = ")]
    [InlineData("model.type", "\"Unigram\"", "has model.type = \"Unigram\"; only BPE")]
    [InlineData("model.dropout", "0.1", "has model.dropout = 0.1")]
    [InlineData("model.end_of_word_suffix", "\"</w>\"", "has model.end_of_word_suffix")]
    [InlineData("model.merges", "[\"a b c\"]", "has model.merges")]
    [InlineData("model.merges", "[[\"a\", \"zz\"]]", "the merge [\"a\",\"zz\"] must be two tokens of the vocabulary")]
    [InlineData("model.vocab", """{ "a": 0 }""", "lacks model.vocab.Ā")]
    [InlineData("model.vocab", """{ "a": 0, "b": 0 }""", "'a' has that number too")]
    [InlineData("model.vocab", """{ "a": -1 }""", "has model.vocab.a = -1")]
    [InlineData("decoder", """{ "type": "Metaspace" }""", "has decoder.type")]
    [InlineData("pre_tokenizer", "null", "lacks pre_tokenizer; it must be ByteLevel")]
    [InlineData("pre_tokenizer", """{ "type": "Metaspace" }""", "has pre_tokenizer.type = \"Metaspace\"")]
    [InlineData("pre_tokenizer.add_prefix_space", "true", "has pre_tokenizer.add_prefix_space = true")]
    [InlineData("added_tokens", """[{ "id": 3, "content": "<x>" }]""", "'<x>' must have a number of its own")]
    [InlineData("added_tokens", """[{ "id": 900, "content": "<x>", "lstrip": true }]""", "has added_tokens[0].lstrip = true")]
    public void A_tokenizer_of_another_kind_is_refused_by_key_and_value(string path, string value, string says)
    {
        var description = TokenizerFolder.Describe(TokenizerFolder.Gpt2);
        var (holder, key) = path.Split('.') is [var first, var second]
            ? (description[first]!.AsObject(), second)
            : (description, path);
        holder[key] = JsonNode.Parse(value);

        var refusal = Refusal(description);

        Assert.StartsWith(_directory.File("published/tokenizer.json"), refusal, StringComparison.Ordinal);
        Assert.Contains(says, refusal, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(@"\w+")]
    [InlineData(@"[[:alpha:]]+")]
    [InlineData(@"[a-z&&[^b]]")]
    [InlineData("^a|b$")]
    [InlineData("a.b")]
    [InlineData("(")]
    [InlineData(@"\p{Han}+")]
    [InlineData("[😀]")]
    public void A_rule_that_the_library_would_read_otherwise_is_refused(string expression) => Assert.Contains(
        "pretokenizers[0].pattern.Regex", Refusal(TokenizerFolder.Describe(TokenizerFolder.SplitBy(expression))),
        StringComparison.Ordinal);

    [Fact]
    public void A_token_without_a_row_in_the_weights_is_named()
    {
        _directory.Write("published/config.json", """{ "vocab_size": 258 }""");

        Assert.Contains(
            "but the weights have 258 tokens", Refusal(TokenizerFolder.Describe(TokenizerFolder.Gpt2)),
            StringComparison.Ordinal);
    }

    private string Refusal(JsonObject description)
    {
        var folder = TokenizerFolder.Write(_directory, description);
        return Assert.Throws<CorpusException>(() => { Tokenizers.Open(new TokenizerConfig.HuggingFace(folder)); })
            .Message;
    }
}
