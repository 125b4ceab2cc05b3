using System.Text;

namespace Riverrun.Models.Hocon;

/// <summary>Reads keys and values, arrays, and what lies inside them.</summary>
/// <param name="text">The document, at its first member.</param>
public sealed class HoconMembers(HoconText text)
{
    private const string Forbidden = "$\"{}[]:=,+#`^?!@*&\\";

    private int _depth;

    /// <summary>Reads members to the end of the document, or to the brace that closes them.</summary>
    public HoconDraft Read(bool isBraced)
    {
        var members = new HoconDraft(text.Origin);
        var opened = text.Line;

        if (isBraced)
            text.Take('{');

        for (text.Skip(newLines: true); ; Separate(isBraced ? '}' : '\0'))
        {
            if (isBraced && text.Take('}') || !isBraced && (text.IsAtEnd || text.Here == '}'))
                return members;

            if (text.IsAtEnd)
                throw text.Wrong($"the '{{' of line {opened} is never closed; add '}}'.");

            if (text.Here == ',')
                throw text.Wrong("nothing stands before this comma; take it out.");

            Member(members);
        }
    }

    /// <summary>Reads what stands between two items: line ends and at most one comma.</summary>
    private void Separate(char close)
    {
        text.Skip(newLines: false);

        if (!text.IsAtEnd && text.Here is not (',' or '\n') && text.Here != close
            && !(close == '\0' && text.Here == '}'))
            throw text.Wrong($"'{text.Here}' follows a value; put a comma or a new line between.");

        text.Skip(newLines: true);

        if (text.Take(','))
            text.Skip(newLines: true);
    }

    private void Member(HoconDraft into)
    {
        var origin = text.Origin;
        var path = new HoconPath(text, _depth).Key();
        var name = string.Join('.', path);
        text.Skip(newLines: false);
        var appends = text.Here == '+' && text.Peek(1) == '=';

        if (appends)
            text.Next();

        if (text.Here != '{' && !text.Take('=') && !text.Take(':'))
            throw new InvalidConfigurationException(origin, name.All(char.IsAsciiDigit)
                ? $"'{name}' after a comma is no key; write a fraction with a point, such as 0.{name}, or numbers "
                    + "between brackets."
                : $"'{name}' has no value; write '{name} = …'.");

        text.SkipToValue();

        _depth += path.Count;
        var values = Values(origin, name);
        _depth -= path.Count;

        foreach (var value in appends ? [new HoconAppend(origin, Whole(values))] : values)
            Put(into, path, value);
    }

    private static void Put(HoconDraft into, IReadOnlyList<string> path, HoconNode value)
    {
        for (var part = path.Count - 1; part > 0; part--)
        {
            var parent = new HoconDraft(value.Origin);
            parent.Add(path[part], value);
            value = parent;
        }

        into.Add(path[0], value);
    }

    /// <summary>
    /// One value; or several, when objects stand beside each other, which is as if each had a line of its own.
    /// </summary>
    private HoconNode[] Values(Origin origin, string key)
    {
        var pieces = new List<(string Space, HoconNode Node)>();

        for (var space = Spaces(); !EndsValue(); space = Spaces())
            pieces.Add((space, Piece(key)));

        if (pieces.Count == 0)
            throw new InvalidConfigurationException(origin, $"{key} has no value; write {key} = ….");

        if (pieces is [var only])
            return [only.Node];

        var joined = new HoconJoin(origin, pieces);

        if (pieces.Any(piece => piece.Node is HoconDraft)
            && pieces.All(piece => piece.Node is HoconDraft or HoconReference))
            return [.. pieces.Select(piece => piece.Node is HoconReference one
                ? new HoconReference(one.Origin, one.Path, one.IsOptional) { MustBeObject = true }
                : piece.Node)];

        // There is at least one piece, and all are there.
        return [joined.HasReferences ? joined : joined.Join([.. pieces.Select(piece => piece.Node)])!];
    }

    private static HoconNode Whole(HoconNode[] values) =>
        values is [var only] ? only : new HoconPile(values[0].Origin, values);

    private bool EndsValue() => text.IsAtEnd || text.Here is '\n' or ',' or '}' or ']' || text.BeginsComment;

    private string Spaces()
    {
        var spaces = new StringBuilder();

        while (!text.IsAtEnd && text.IsSpace)
            spaces.Append(text.Next());

        return spaces.ToString();
    }

    private HoconNode Piece(string key)
    {
        var origin = text.Origin;

        switch (text.Here)
        {
            case '"':
                return new HoconValue(origin, text.Quoted());
            case '$':
                return new HoconPath(text).Reference();
            case '{':
                return Read(isBraced: true); // Each key in it counts as a level.
            case '[':
                if (++_depth > HoconPath.Deepest)
                    throw HoconPath.TooDeep(text);

                var elements = Elements(origin, key);
                _depth--;

                return elements;
            default:
                var word = Unquoted(key);

                return word == "null" ? new HoconNull(origin) : new HoconValue(origin, word);
        }
    }

    private HoconArray Elements(Origin origin, string key)
    {
        var items = new List<HoconNode>();
        text.Take('[');

        for (text.Skip(newLines: true); !text.Take(']'); Separate(']'))
        {
            if (text.IsAtEnd)
                throw new InvalidConfigurationException(origin, $"the '[' of {key} is never closed; add ']'.");

            if (text.Here == ',')
                throw text.Wrong($"nothing stands before this comma in {key}; take it out.");

            items.Add(Whole(Values(text.Origin, key)));
        }

        return new HoconArray(origin, items);
    }

    private string Unquoted(string key)
    {
        var word = new StringBuilder();

        while (!EndsValue() && !text.IsSpace && text.Here is not ('"' or '$' or '{' or '['))
        {
            if (text.Here == '+' && char.IsAsciiDigit(text.Peek(1)) && NumberText.TakesSign(word.ToString())
                || !Forbidden.Contains(text.Here))
                word.Append(text.Next());
            else
                throw text.Wrong(
                    $"'{text.Here}' cannot stand in the value of {key}; begin a new line, or quote the value.");
        }

        return text.BeginsSlashes && word.Length > 0
            ? throw text.Wrong(
                $"'//' begins a comment in the value of {key}; put a space before it, or quote the value.")
            : word.ToString();
    }
}
