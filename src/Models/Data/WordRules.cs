using System.Text.RegularExpressions;
using Riverrun.Models.Published;

namespace Riverrun.Models.Data;

/// <summary>
/// What cuts a text into words before they become tokens: the <c>pre_tokenizer</c> of <c>tokenizer.json</c>, whose last
/// step must be ByteLevel. What each rule matches is a word, and so is what lies between two matches.
/// </summary>
internal static partial class WordRules
{
    // Radford et al. 2019: openai/gpt-2, src/encoder.py.
    private const string Gpt2 = @"'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+";
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(1);

    /// <summary>Reads the rules.</summary>
    /// <exception cref="PublishedModelException">A rule is of a kind that is not known here.</exception>
    public static IReadOnlyList<Regex> Read(PublishedJson tokenizer)
    {
        var first = tokenizer.Object("pre_tokenizer")
            ?? throw tokenizer.Wrong("pre_tokenizer", "it must be ByteLevel, or end with it");
        var steps = first.Text("type") == "Sequence" ? first.Objects("pretokenizers") : [first];
        var rules = new List<Regex>();
        foreach (var (at, step) in steps.Index())
        {
            var type = step.Text("type");
            if (at == steps.Count - 1 != (type == "ByteLevel"))
                throw step.Wrong("type", "the last step must be ByteLevel, and only the last one");
            if (RuleOf(step, type) is { } rule)
                rules.Add(rule);
        }

        return steps.Count > 0 ? rules : throw first.Wrong("pretokenizers", "the last one must be ByteLevel");
    }

    private static Regex? RuleOf(PublishedJson step, string? type)
    {
        switch (type)
        {
            case "ByteLevel":
                if (step.Flag("add_prefix_space", true))
                    throw step.Wrong(
                        "add_prefix_space", "only texts that are taken as they are can be read, with false");
                return step.Flag("use_regex", true) ? Compiled(step, "use_regex", Gpt2) : null;
            case "Digits":
                return Compiled(step, "type", step.Flag("individual_digits", false) ? @"\p{N}" : @"\p{N}+");
            case "Split":
                if (step.Text("behavior") != "Isolated")
                    throw step.Wrong("behavior", "only Isolated can be read, which drops nothing of a text");
                if (step.Flag("invert", false))
                    throw step.Wrong("invert", "only rules that say what a word is can be read, with false");
                var pattern = step.Object("pattern")
                    ?? throw step.Wrong("pattern", "it must be { \"Regex\": … } or { \"String\": … }");
                return pattern.Text("String") is { } literal
                    ? Compiled(pattern, "String", Regex.Escape(literal))
                    : Compiled(pattern, "Regex", pattern.Text("Regex")
                        ?? throw pattern.Wrong("Regex", "it must be an expression"));
            default:
                throw step.Wrong("type", "the steps that can be read are Split, Digits and ByteLevel");
        }
    }

    private static Regex Compiled(PublishedJson step, string key, string pattern)
    {
        if (key == "Regex" && ReadOtherwise().Match(pattern) is { Success: true } match)
            throw step.Wrong(key, $"'{match.Value}' in it means something else to the library tokenizers than here");
        try
        {
            return new Regex(pattern, RegexOptions.CultureInvariant | RegexOptions.Compiled, Longest);
        }
        catch (ArgumentException cause)
        {
            throw step.Wrong(key, $"the expression cannot be read here: {cause.Message.TrimEnd('.')}");
        }
    }

    // Where Oniguruma and .NET differ, and characters beyond U+FFFF, which WordSplitter writes as others.
    [GeneratedRegex(@"\[\[|&&|(?<![\[\\])\^|\$|\\[wWbBhHRXKGQ]|(?<!\\)\.|[\uD800-\uDFFF]")]
    private static partial Regex ReadOtherwise();
}
