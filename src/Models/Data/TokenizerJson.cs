using System.Text.Json;
using System.Text.RegularExpressions;
using Riverrun.Models.Published;

namespace Riverrun.Models.Data;

/// <summary>A byte-level byte-pair encoding as <c>tokenizer.json</c> of the library tokenizers describes it.</summary>
/// <param name="Vocabulary">Tokens, spelled in the stand-ins of <see cref="ByteSymbols"/>, by their number.</param>
/// <param name="Merges">Two tokens and a space between them, most frequent first.</param>
/// <param name="WholeWordsFirst">A word that is a token is that token, whatever the merges would make of it.</param>
/// <param name="Rules">What cuts a text into words, one after the other.</param>
/// <param name="Added">Texts that are tokens wherever they stand, by their number.</param>
internal sealed record TokenizerJson(
    IReadOnlyDictionary<string, int> Vocabulary,
    IReadOnlyList<string> Merges,
    bool WholeWordsFirst,
    IReadOnlyList<Regex> Rules,
    IReadOnlyDictionary<string, int> Added)
{
    // The other thirteen come in no text of UTF-8, and some vocabularies lack them.
    private static readonly string[] SymbolsOfText =
        [.. Enumerable.Range(0, 0xF5).Where(unit => unit is not (0xC0 or 0xC1))
            .Select(unit => ByteSymbols.Of((byte)unit))];

    /// <summary>Reads a file.</summary>
    /// <exception cref="PublishedModelException">It is missing, or makes tokens in a way that is not known
    /// here.</exception>
    public static TokenizerJson Read(string path)
    {
        var file = PublishedJson.Read(path);
        var model = file.Object("model") ?? throw file.Wrong("model", "it must say how words become tokens");
        if ((model.Text("type") ?? "BPE") != "BPE")
            throw model.Wrong("type", "only BPE can be read, over bytes");
        if (file.Find("normalizer") is not null)
            throw file.Wrong("normalizer", "only texts that are taken as they are can be read, with null");
        if (file.Object("decoder") is { } decoder && decoder.Text("type") != "ByteLevel")
            throw decoder.Wrong("type", "only ByteLevel can be read");
        foreach (var key in (string[])["dropout", "continuing_subword_prefix", "end_of_word_suffix"])
        {
            if (model.Find(key) is { } value && value.GetRawText() is not ("\"\"" or "0" or "0.0"))
                throw model.Wrong(key, "only merges without it can be read, with null");
        }

        var vocabulary = Numbers(model);
        return new TokenizerJson(
            vocabulary, MergesOf(model, vocabulary), model.Flag("ignore_merges", false), WordRules.Read(file),
            AddedTo(file, vocabulary));
    }

    private static Dictionary<string, int> Numbers(PublishedJson model)
    {
        var entries = model.Object("vocab") ?? throw model.Wrong("vocab", "it must map every token to its number");
        var vocabulary =
            entries.Members.ToDictionary(member => member.Name, member => entries.TokenNumber(member.Name));
        if (vocabulary.GroupBy(pair => pair.Value).FirstOrDefault(same => same.Count() > 1) is { } twice)
            throw entries.Wrong(twice.Last().Key, $"'{twice.First().Key}' has that number too, and each needs its own");
        return SymbolsOfText.FirstOrDefault(symbol => !vocabulary.ContainsKey(symbol)) is { } missing
            ? throw entries.Wrong(missing, "a byte-level vocabulary has all bytes of UTF-8")
            : vocabulary;
    }

    private static List<string> MergesOf(PublishedJson model, Dictionary<string, int> vocabulary)
    {
        if (model.Find("merges") is not { ValueKind: JsonValueKind.Array } array)
            throw model.Wrong("merges", "it must be a list of two tokens each");
        var merges = new List<string>();
        foreach (var item in array.EnumerateArray())
        {
            var pair = item.ValueKind == JsonValueKind.Array
                ? item.EnumerateArray().Select(part => PublishedJson.TextOf(part) ?? "").ToArray()
                : (PublishedJson.TextOf(item) ?? "").Split(' ');
            if (pair.Length != 2 || pair.Append(string.Concat(pair)).Any(token => !vocabulary.ContainsKey(token)))
                throw model.Wrong(
                    "merges", $"the merge {item.GetRawText()} must be two tokens of the vocabulary that make a third "
                        + $"one");
            merges.Add($"{pair[0]} {pair[1]}");
        }

        return merges;
    }

    private static Dictionary<string, int> AddedTo(PublishedJson file, Dictionary<string, int> vocabulary)
    {
        var added = new Dictionary<string, int>();
        var known = vocabulary.ToDictionary(pair => pair.Value, pair => pair.Key);
        foreach (var token in file.Objects("added_tokens"))
        {
            var number = token.TokenNumber("id");
            if (token.Text("content") is not { Length: > 0 } content)
                throw token.Wrong("content", "it must be the text of the token");
            foreach (var flag in (string[])["single_word", "lstrip", "rstrip"])
            {
                if (token.Flag(flag, false))
                    throw token.Wrong(
                        flag, $"only added tokens that take nothing of the text around them can be read, and "
                            + $"'{content}' does");
            }

            if (vocabulary.GetValueOrDefault(content, number) != number
                || known.GetValueOrDefault(number, content) != content)
                throw token.Wrong("id", $"'{content}' must have a number of its own, and the same as in model.vocab");
            (added[content], known[number]) = (number, content);
        }

        return added;
    }
}
