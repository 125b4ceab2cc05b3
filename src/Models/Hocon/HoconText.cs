using System.Globalization;
using System.Text;

namespace Riverrun.Models.Hocon;

/// <summary>A place in a document, and the smallest things that can be read there.</summary>
/// <param name="text">The document.</param>
/// <param name="source">What to call it in messages.</param>
/// <param name="lines">Whether a line number helps whoever reads the message.</param>
public sealed class HoconText(string text, string source, bool lines)
{
    private int _at;
    private int _lineStart;

    /// <summary>The line, from 1.</summary>
    public int Line { get; private set; } = 1;

    /// <summary>The next letter; zero at the end.</summary>
    public char Here => Peek(0);

    /// <summary>Whether nothing is left.</summary>
    public bool IsAtEnd => _at >= text.Length;

    /// <summary>Whether the rest of the line is for people.</summary>
    public bool BeginsComment => Here == '#' || BeginsSlashes;

    /// <summary>Whether that is because of two slashes, which a path or an address may have as well.</summary>
    public bool BeginsSlashes => Here == '/' && Peek(1) == '/';

    /// <summary>Whether a space is here: what separates and does not end the line.</summary>
    public bool IsSpace => Here != '\n' && (char.IsWhiteSpace(Here) || Here == '\uFEFF');

    /// <summary>The line of this place.</summary>
    public Origin Origin => new(source, lines ? Line : 0);

    /// <summary>The letter that many places further on; zero beyond the end.</summary>
    public char Peek(int ahead) => _at + ahead < text.Length ? text[_at + ahead] : '\0';

    /// <summary>Reads one letter.</summary>
    public char Next()
    {
        if (text[_at] == '\n')
            (Line, _lineStart) = (Line + 1, _at + 1);

        return text[_at++];
    }

    /// <summary>Reads a letter if it is that one.</summary>
    public bool Take(char expected)
    {
        if (IsAtEnd || Here != expected)
            return false;

        _at++;

        return true;
    }

    /// <summary>Reads what separates: spaces, comments, and line ends where they are asked for.</summary>
    public void Skip(bool newLines)
    {
        while (!IsAtEnd)
        {
            if (BeginsComment)
                while (!IsAtEnd && Here != '\n')
                    _at++;
            else if (IsSpace || Here == '\n' && newLines)
                Next();
            else
                return;
        }
    }

    /// <summary>Reads spaces, and line ends too where a brace, a bracket or a quote follows them.</summary>
    public void SkipToValue()
    {
        Skip(newLines: false);
        var (at, line, lineStart) = (_at, Line, _lineStart);
        Skip(newLines: true);

        if (Here is not ('{' or '[' or '"'))
            (_at, Line, _lineStart) = (at, line, lineStart);
    }

    /// <summary>Reads text between double quotes, or between three of them.</summary>
    public string Quoted()
    {
        var start = Place();
        _at++;

        if (Here == '"' && Peek(1) == '"')
            return Triple(start);

        var quoted = new StringBuilder();

        while (!IsAtEnd && Here != '\n')
        {
            if (Take('"'))
                return quoted.ToString();

            if (Here == '\\')
                Escape(quoted);
            else
                quoted.Append(text[_at++]);
        }

        throw new InvalidConfigurationException(
            start, $"the text \"{Shown(quoted.ToString())} is never closed; add a double quote.");
    }

    /// <summary>A refusal of what stands here.</summary>
    public InvalidConfigurationException Wrong(string what) => new(Place(), what);

    /// <summary>Where this is, to the letter.</summary>
    public Origin Place() => new(source, lines ? Line : 0, lines ? _at - _lineStart + 1 : 0);

    /// <summary>Everything up to the last three quotes of a row, line ends and backslashes as they stand.</summary>
    private string Triple(Origin start)
    {
        _at += 2;
        var end = text.IndexOf("\"\"\"", _at, StringComparison.Ordinal);

        if (end < 0)
            throw new InvalidConfigurationException(
                start, "the text after \"\"\" is never closed; add three double quotes.");

        while (end + 3 < text.Length && text[end + 3] == '"')
            end++;

        var quoted = text[_at..end];

        while (_at < end + 3)
            Next();

        return quoted;
    }

    private void Escape(StringBuilder into)
    {
        var place = Place();
        var letter = Peek(1);

        if (letter != 'u')
        {
            into.Append(letter switch
            {
                '"' or '\\' or '/' => letter,
                'b' => '\b',
                'f' => '\f',
                'n' => '\n',
                'r' => '\r',
                't' => '\t',
                _ => throw new InvalidConfigurationException(
                    place,
                    $"\\{(char.IsControl(letter) ? "" : letter)} is no escape of a quoted text; "
                    + "write \\\\ for a backslash, or one of \\\" \\/ \\b \\f \\n \\r \\t \\uXXXX."),
            });
            _at += 2;

            return;
        }

        var first = Unit(place);

        if (!char.IsSurrogate(first))
            into.Append(first);
        else if (char.IsHighSurrogate(first) && Here == '\\' && Peek(1) == 'u' && Unit(place) is var second
            && char.IsLowSurrogate(second))
            into.Append(first).Append(second);
        else
            throw new InvalidConfigurationException(
                place, $"\\u{(int)first:X4} is half a letter; write both halves, such as \\uD83D\\uDE00, or the "
                    + "letter itself.");
    }

    /// <summary>Reads <c>\uXXXX</c>.</summary>
    private char Unit(Origin place)
    {
        var digits = text.AsSpan(Math.Min(_at + 2, text.Length), Math.Min(4, Math.Max(0, text.Length - _at - 2)));

        if (digits.Length < 4
            || !ushort.TryParse(digits, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var unit))
            throw new InvalidConfigurationException(
                place, "\\u is not followed by four hexadecimal digits; write such as \\u00E9.");

        _at += 6;

        return (char)unit;
    }

    /// <summary>A text that may be long, for a message.</summary>
    private static string Shown(string text) => text.Length > 60 ? text[..60] + "…" : text;
}
