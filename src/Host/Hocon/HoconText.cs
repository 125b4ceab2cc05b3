using System.Text;

namespace Riverrun.Host.Hocon;

/// <summary>A place in a document, and the smallest things that can be read there.</summary>
/// <param name="text">The document.</param>
/// <param name="source">What to call it in messages.</param>
/// <param name="lines">Whether a line number helps whoever reads the message.</param>
internal sealed class HoconText(string text, string source, bool lines)
{
    private int _at;

    /// <summary>The line, from 1.</summary>
    public int Line { get; private set; } = 1;

    /// <summary>The next letter; zero at the end.</summary>
    public char Here => IsAtEnd ? '\0' : text[_at];

    /// <summary>Whether nothing is left.</summary>
    public bool IsAtEnd => _at >= text.Length;

    /// <summary>Whether the rest of the line is for people.</summary>
    public bool BeginsComment => Here == '#' || Here == '/' && _at + 1 < text.Length && text[_at + 1] == '/';

    /// <summary>Where this is.</summary>
    public Origin Origin => new(source, lines ? Line : 0);

    /// <summary>Reads one letter.</summary>
    public char Next() => text[_at++];

    /// <summary>Reads a letter if it is that one.</summary>
    public bool Take(char expected)
    {
        if (Here != expected)
            return false;

        _at++;

        return true;
    }

    /// <summary>Reads what separates: spaces, comments, and what else is asked for.</summary>
    public void Skip(bool newLines, bool commas = false)
    {
        for (; !IsAtEnd; _at++)
        {
            if (BeginsComment)
                while (_at + 1 < text.Length && text[_at + 1] != '\n')
                    _at++;
            else if (Here == '\n' && newLines)
                Line++;
            else if (Here == '\n' || !char.IsWhiteSpace(Here) && !(commas && Here == ','))
                return;
        }
    }

    /// <summary>Reads text between double quotes.</summary>
    public string Quoted()
    {
        var start = Origin;
        var quoted = new StringBuilder();

        for (_at++; !IsAtEnd && Here != '\n'; _at++)
        {
            if (Here == '"')
            {
                _at++;

                return quoted.ToString();
            }

            if (Here == '\\' && _at + 1 < text.Length)
                quoted.Append(text[++_at] switch { 'n' => '\n', 't' => '\t', var other => other });
            else
                quoted.Append(Here);
        }

        throw new InvalidConfigurationException(start, $"the text \"{quoted} is never closed; add a double quote.");
    }

    /// <summary>
    /// Reads <c>${…}</c> and answers what stands between the braces; reads nothing and
    /// answers null where that is not what is here.
    /// </summary>
    public string? Substitution()
    {
        var end = text.IndexOf('}', _at);

        if (end < 0 || _at + 1 >= text.Length || text[_at + 1] != '{')
            return null;

        var inner = text[(_at + 2)..end];
        _at = end + 1;

        return inner;
    }

    /// <summary>A refusal of what stands here.</summary>
    public InvalidConfigurationException Wrong(string what) => new(Origin, what);
}
