using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Riverrun.Models.Data;
using Riverrun.Models.Plans;
using Riverrun.Models.Published;

namespace Riverrun.Models.Tasks.Language;

/// <summary>
/// Writes how text becomes a model's tokens for the readers of published models: <c>tokenizer.json</c> as the library
/// tokenizers describes it, <c>tokenizer_config.json</c>, and the vocabulary and merges as they were given; a published
/// tokenizer as it is.
/// </summary>
internal static class TokenizerExport
{
    private static readonly JsonSerializerOptions Indented =
        new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Writes the files.</summary>
    /// <param name="directory">Where.</param>
    /// <param name="config">The tokenizer's files.</param>
    /// <param name="tokenizer">The tokenizer that is in them.</param>
    /// <param name="context">Longest window T.</param>
    public static void Write(string directory, TokenizerConfig config, ITokenizer tokenizer, int context)
    {
        if (config is TokenizerConfig.HuggingFace published)
        {
            foreach (var name in PublishedFiles.OfTokenizer.Where(
                name => File.Exists(Path.Combine(published.Folder, name))))
                File.Copy(Path.Combine(published.Folder, name), Path.Combine(directory, name), overwrite: true);
            return;
        }

        var (vocabulary, merges) = config is TokenizerConfig.Bpe bpe ? Copied(directory, bpe) : OfBytes();
        Save(directory, "tokenizer.json",
            Describe(vocabulary, merges, tokenizer.EndOfText, config is TokenizerConfig.Bpe));
        Save(directory, "tokenizer_config.json", new JsonObject
        {
            ["tokenizer_class"] = "PreTrainedTokenizerFast",
            ["model_max_length"] = context,
            ["bos_token"] = null,
            ["eos_token"] = tokenizer.EndOfText is null ? null : BytePairTokenizer.EndOfTextToken,
            ["clean_up_tokenization_spaces"] = false,
        });
    }

    private static (JsonObject Vocabulary, JsonArray Merges) Copied(string directory, TokenizerConfig.Bpe bpe)
    {
        File.Copy(bpe.VocabularyFile, Path.Combine(directory, "vocab.json"), overwrite: true);
        File.Copy(bpe.MergesFile, Path.Combine(directory, "merges.txt"), overwrite: true);
        var lines = File.ReadLines(bpe.MergesFile)
            .Where((line, index) =>
                line.Length > 0 && !(index == 0 && line.StartsWith("#version", StringComparison.Ordinal)));
        return (
            JsonNode.Parse(File.ReadAllBytes(bpe.VocabularyFile))!.AsObject(), // It was opened as a vocabulary.
            new JsonArray([.. lines.Select(line => JsonValue.Create(line))]));
    }

    // Every byte is a token of its own number and nothing is merged.
    private static (JsonObject Vocabulary, JsonArray Merges) OfBytes() => (
        new JsonObject(Enumerable.Range(0, 256).Select(unit =>
            KeyValuePair.Create(ByteSymbols.Of((byte)unit), (JsonNode?)JsonValue.Create(unit)))),
        []);

    private static JsonObject Describe(JsonObject vocabulary, JsonArray merges, int? endOfText, bool splitsWords) =>
        new()
        {
            ["version"] = "1.0",
            ["truncation"] = null,
            ["padding"] = null,
            ["added_tokens"] = endOfText is { } end ? new JsonArray(Special(end)) : new JsonArray(),
            ["normalizer"] = null,
            ["pre_tokenizer"] = ByteLevel(splitsWords),
            ["post_processor"] = null,
            ["decoder"] = ByteLevel(splitsWords),
            ["model"] = new JsonObject
            {
                ["type"] = "BPE",
                ["dropout"] = null,
                ["unk_token"] = null,
                ["continuing_subword_prefix"] = null,
                ["end_of_word_suffix"] = null,
                ["fuse_unk"] = false,
                ["byte_fallback"] = false,
                ["vocab"] = vocabulary,
                ["merges"] = merges,
            },
        };

    private static JsonObject ByteLevel(bool splitsWords) => new()
    {
        ["type"] = "ByteLevel",
        ["add_prefix_space"] = false,
        ["trim_offsets"] = false,
        ["use_regex"] = splitsWords,
    };

    private static JsonObject Special(int number) => new()
    {
        ["id"] = number,
        ["content"] = BytePairTokenizer.EndOfTextToken,
        ["single_word"] = false,
        ["lstrip"] = false,
        ["rstrip"] = false,
        ["normalized"] = false,
        ["special"] = true,
    };

    private static void Save(string directory, string name, JsonObject json) =>
        File.WriteAllText(Path.Combine(directory, name), json.ToJsonString(Indented) + "\n");
}
