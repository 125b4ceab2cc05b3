using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace Riverrun.Models.Data;

/// <summary>
/// Cuts text into words by rules that see characters, as published tokenizers do, and not the halves of UTF-16.
/// </summary>
/// <param name="rules">The rules, each over the words that the one before it has made.</param>
internal sealed class WordSplitter(IReadOnlyList<Regex> rules)
{
    private static readonly Dictionary<UnicodeCategory, char> Alike = OnePerCategory();

    /// <summary>The words of a text, in order; they are the text.</summary>
    /// <exception cref="RegexMatchTimeoutException">A rule does not come to an end.</exception>
    public List<string> Split(string text)
    {
        var starts = text.AsSpan().ContainsAnyInRange('\uD800', '\uDFFF') ? new List<int>(text.Length) : null;
        var letters = starts is null ? text : Letters(text, starts);
        List<(int Start, int End)> pieces = letters.Length == 0 ? [] : [(0, letters.Length)];
        foreach (var rule in rules)
            pieces = Cut(letters, pieces, rule);
        return [.. pieces.Select(piece => starts is null
            ? text[piece.Start..piece.End]
            : text[starts[piece.Start]..(piece.End < starts.Count ? starts[piece.End] : text.Length)])];
    }

    private static List<(int Start, int End)> Cut(string letters, List<(int Start, int End)> pieces, Regex rule)
    {
        var cut = new List<(int Start, int End)>(pieces.Count);
        foreach (var (start, end) in pieces)
        {
            var last = start;
            foreach (var match in rule.EnumerateMatches(letters.AsSpan(start, end - start)))
            {
                Add(last, start + match.Index);
                Add(start + match.Index, last = start + match.Index + match.Length);
            }

            Add(last, end);
        }

        return cut;

        void Add(int from, int to)
        {
            if (to > from)
                cut.Add((from, to));
        }
    }

    // A character of two halves is written as one of the same category, which a rule treats alike.
    private static string Letters(string text, List<int> starts)
    {
        var letters = new StringBuilder(text.Length);
        for (var at = 0; at < text.Length;)
        {
            starts.Add(at);
            letters.Append(
                Rune.TryGetRuneAt(text, at, out var rune) && !rune.IsBmp
                ? Alike[Rune.GetUnicodeCategory(rune)] : text[at]);
            at += rune.IsBmp ? 1 : 2;
        }

        return letters.ToString();
    }

    private static Dictionary<UnicodeCategory, char> OnePerCategory()
    {
        var found = new Dictionary<UnicodeCategory, char>();
        for (var letter = char.MaxValue; letter > 0; letter--) // From above, where no rule names a character by itself.
            found.TryAdd(char.GetUnicodeCategory(letter), letter);
        return found;
    }
}
