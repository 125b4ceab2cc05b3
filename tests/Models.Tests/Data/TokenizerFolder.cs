using System.Text.Json.Nodes;
using Riverrun.Models.Data;

namespace Riverrun.Models.Tests.Data;

/// <summary>
/// Makes folders with a <c>tokenizer.json</c> as the published ones are, over a vocabulary of some dozens of merges.
/// </summary>
internal static class TokenizerFolder
{
    /// <summary>The rule of GPT-4 and Llama 3.</summary>
    public const string Llama3 =
        @"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+";

    private static readonly string[] Words =
    [
        " the", "the", "ing", " thing", "'s", "'t", "'ll", " don", "123", "45", "  ", "    ", "\n\n", "\r\n", "ä", " ä",
        "é", "日本",
        "日本語", "😀", "👩‍👩‍👧", "𝒜𝒷", "!!", "...", " (", "()", " =", "==", "\t\t", "hello", " hello",
        "Hello", "s't", "ſ",
        "٣٤",
    ];

    /// <summary>GPT-2's way: one step that splits and spells.</summary>
    public static JsonObject Gpt2 => ByteLevel(splits: true);

    /// <summary>Llama 3's: an expression, then bytes.</summary>
    public static JsonObject SplitBy(string expression) => Sequence(
        new JsonObject
        {
            ["type"] = "Split",
            ["pattern"] = new JsonObject { ["Regex"] = expression },
            ["behavior"] = "Isolated",
            ["invert"] = false,
        },
        ByteLevel(splits: false));

    /// <summary>SmolLM's: single digits, then GPT-2's.</summary>
    public static JsonObject Digits(bool single) =>
        Sequence(new JsonObject { ["type"] = "Digits", ["individual_digits"] = single }, ByteLevel(splits: true));

    /// <summary>Steps, one after the other.</summary>
    public static JsonObject Sequence(params JsonNode[] steps) =>
        new() { ["type"] = "Sequence", ["pretokenizers"] = new JsonArray(steps) };

    /// <summary>A step that spells bytes.</summary>
    public static JsonObject ByteLevel(bool splits) => new()
    {
        ["type"] = "ByteLevel",
        ["add_prefix_space"] = false,
        ["trim_offsets"] = true,
        ["use_regex"] = splits,
    };

    /// <summary>A tokenizer with two added tokens.</summary>
    /// <param name="rules">What cuts a text into words.</param>
    /// <param name="wholeWordsFirst">Whether words that are tokens are not merged.</param>
    /// <param name="few">Whether there are no more than 264 tokens.</param>
    public static JsonObject Describe(JsonObject rules, bool wholeWordsFirst = false, bool few = false)
    {
        List<string> tokens = [.. ByteSymbols.All];
        var merges = new JsonArray();
        foreach (var word in (few ? Words[..1] : Words).Select(Spelled))
        {
            for (var length = 2; length <= word.Length; length++)
            {
                if (tokens.Contains(word[..length]))
                    continue;
                tokens.Add(word[..length]);
                if (length < word.Length || !wholeWordsFirst
                    || length == 2) // Some whole words are out of the merges' reach.
                    merges.Add($"{word[..(length - 1)]} {word[length - 1]}");
            }
        }

        var model = new JsonObject
        {
            ["type"] = "BPE",
            ["dropout"] = null,
            ["unk_token"] = null,
            ["continuing_subword_prefix"] = null,
            ["end_of_word_suffix"] = null,
            ["fuse_unk"] = false,
            ["byte_fallback"] = false,
            ["ignore_merges"] = wholeWordsFirst,
            ["vocab"] = new JsonObject(tokens.Select((token, number) => KeyValuePair.Create(token, (JsonNode?)number))),
            ["merges"] = merges,
        };
        return new JsonObject
        {
            ["version"] = "1.0",
            ["truncation"] = null,
            ["padding"] = null,
            ["added_tokens"] = new JsonArray(
                Added(tokens.Count, "<|end|>"), Added(tokens.Count + 1, "<|end|>er"),
                Added(tokens.Count + 2, "+plain+", special: false)),
            ["normalizer"] = null,
            ["pre_tokenizer"] = rules,
            ["post_processor"] = null,
            ["decoder"] = ByteLevel(splits: true),
            ["model"] = model,
        };
    }

    /// <summary>Writes the file and returns its folder.</summary>
    public static string Write(TemporaryDirectory directory, JsonObject description)
    {
        directory.Write("published/tokenizer.json", description.ToJsonString());
        return directory.File("published");
    }

    /// <summary>An added token.</summary>
    public static JsonObject Added(int number, string content, bool special = true) => new()
    {
        ["id"] = number,
        ["content"] = content,
        ["single_word"] = false,
        ["lstrip"] = false,
        ["rstrip"] = false,
        ["normalized"] = false,
        ["special"] = special,
    };

    private static string Spelled(string word) =>
        string.Concat(System.Text.Encoding.UTF8.GetBytes(word).Select(ByteSymbols.Of));
}
