using System.Text;

namespace Riverrun.Models.Hocon;

/// <summary>Reads a path of keys, in front of a value or in a reference.</summary>
/// <param name="text">The document, at the path.</param>
/// <param name="depth">Levels around it.</param>
public sealed class HoconPath(HoconText text, int depth = 0)
{
    /// <summary>Objects and arrays inside each other: more than any spec has, and few enough for any stack.</summary>
    public const int Deepest = 32;

    private const string Forbidden = "$}[],+`^?!@*&\\#";

    /// <summary>A refusal of what lies too deep.</summary>
    public static InvalidConfigurationException TooDeep(HoconText text) =>
        text.Wrong($"more than {Deepest} levels lie inside each other; take some out.");

    /// <summary>Reads the path up to what separates it from its value.</summary>
    public IReadOnlyList<string> Key()
    {
        if (text.Here == 'i' && Word() is "include" && (char.IsWhiteSpace(text.Peek(7)) || text.Peek(7) == '"'))
            throw text.Wrong(
                "include is not read here; write the keys into this document, or quote \"include\" when it is a key.");

        return Parts(letter => letter is '=' or ':' or '{' or '\n' || letter == '+' && text.Peek(1) == '=');
    }

    /// <summary>Reads <c>${a.b}</c> or <c>${?a.b}</c>.</summary>
    public HoconReference Reference()
    {
        var origin = text.Origin;
        var place = text.Place();
        text.Next();

        if (!text.Take('{'))
            throw new InvalidConfigurationException(
                place, "'$' begins a reference; write ${a.b} for a key, ${?NAME} for an environment variable, or "
                    + "quote the text.");

        var isOptional = text.Take('?');
        var path = Parts(letter => letter is '}' or '\n');

        return text.Take('}')
            ? new HoconReference(origin, path, isOptional)
            : throw new InvalidConfigurationException(place, "the '${' is never closed; add '}'.");
    }

    private string Word() => string.Concat(Enumerable.Range(0, 7).Select(text.Peek));

    private List<string> Parts(Func<char, bool> ends)
    {
        var parts = new List<string>();
        var part = new StringBuilder();
        var (spaces, isQuoted) = (0, false);

        while (!text.IsAtEnd && !ends(text.Here))
        {
            if (text.Here == '"')
                (_, isQuoted, spaces) = (part.Append(text.Quoted()), true, 0);
            else if (text.Take('.'))
                Finish();
            else if (Forbidden.Contains(text.Here) || text.BeginsSlashes || text.Here is ':' or '=' or '{')
                throw text.Wrong($"'{text.Here}' cannot stand in a key; quote the key if it has one.");
            else if (text.IsSpace)
                spaces += Space(part.Length > 0 || isQuoted);
            else
                (_, spaces) = (part.Append(text.Next()), 0);
        }

        Finish();

        return parts;

        int Space(bool isInside)
        {
            var space = text.Next();

            if (isInside)
                part.Append(space);

            return isInside ? 1 : 0;
        }

        void Finish()
        {
            part.Length -= spaces;

            if (part.Length == 0 && !isQuoted)
                throw text.Wrong("a key is empty; write name = value.");

            if (depth + parts.Count == Deepest)
                throw TooDeep(text);

            parts.Add(part.ToString());
            part.Clear();
            (spaces, isQuoted) = (0, false);
        }
    }
}
