using System.Text;

namespace Riverrun.Host.Hocon;

/// <summary>
/// Reads HOCON: nested and dotted keys, <c>=</c>, <c>:</c> or a brace after a key, arrays, comments, quoted and
/// unquoted text, later over earlier, <c>${NAME}</c> and <c>${?NAME}</c> from the environment.
/// </summary>
/// <remarks>
/// Akka's own parser accepts a file that ends in mid-object and knows no lines, and a spec that was cut short must
/// not train something else; so what people write is read here, and Akka reads only its own section.
/// </remarks>
public sealed class HoconParser
{
    /// <summary>Objects and arrays inside each other: more than any spec has, and few enough for any stack.</summary>
    private const int Deepest = 32;

    private readonly HoconText _text;
    private readonly Func<string, string?> _environment;
    private int _depth;

    private HoconParser(HoconText text, Func<string, string?> environment) => (_text, _environment) = (text, environment);

    /// <summary>Reads a whole document.</summary>
    /// <param name="text">The document.</param>
    /// <param name="source">What to call it in messages.</param>
    /// <param name="environment">The value of an environment variable, or null.</param>
    /// <param name="lines">Whether a line number helps whoever reads the message.</param>
    /// <exception cref="InvalidConfigurationException">It is not well-formed.</exception>
    public static HoconObject Parse(
        string text, string source, Func<string, string?>? environment = null, bool lines = true)
    {
        var from = new HoconText(text, source, lines);
        from.Skip(newLines: true);
        var braced = from.Take('{');
        var document = new HoconParser(from, environment ?? (_ => null)).Members(braced ? '}' : null);
        from.Skip(newLines: true);

        return from.IsAtEnd ? document : throw from.Wrong($"'{from.Here}' closes nothing; take it out.");
    }

    private HoconObject Members(char? close)
    {
        var members = new HoconObject(_text.Origin);
        var opened = _text.Line;

        while (true)
        {
            _text.Skip(newLines: true, commas: true);

            if (close is { } brace && _text.Take(brace))
                return members;

            if (_text.IsAtEnd && close is null || close is null && _text.Here == '}')
                return members;

            if (_text.IsAtEnd)
                throw _text.Wrong($"the '{{' of line {opened} is never closed; add '}}'.");

            Member(members);
        }
    }

    private void Member(HoconObject into)
    {
        var origin = _text.Origin;
        var path = Key();
        _text.Skip(newLines: false);

        if (_text.Here != '{' && !_text.Take('=') && !_text.Take(':'))
            throw new InvalidConfigurationException(
                origin, $"'{string.Join('.', path)}' has no value; write '{string.Join('.', path)} = …'.");

        _text.Skip(newLines: false);

        if (Value(string.Join('.', path)) is not { } value)
            return;

        for (var part = path.Count - 1; part > 0; part--)
        {
            var parent = new HoconObject(origin);
            parent.Set(path[part], value);
            value = parent;
        }

        into.Set(path[0], value);
    }

    private List<string> Key()
    {
        var parts = new List<string>();
        var part = new StringBuilder();

        while (!_text.IsAtEnd && _text.Here is not ('=' or ':' or '{' or '\n'))
        {
            if (_text.Here is '}' or '[' or ']' or ',' or '$' or '+')
                throw _text.Wrong($"'{_text.Here}' cannot stand in a key.");

            if (_text.Here == '"')
                part.Append(_text.Quoted());
            else if (_text.Take('.'))
                Finish();
            else
                part.Append(_text.Next());
        }

        Finish();

        return _depth + parts.Count <= Deepest ? parts : throw TooDeep();

        void Finish()
        {
            var name = part.ToString().Trim();
            parts.Add(name.Length > 0 ? name : throw _text.Wrong("a key is empty; write name = value."));
            part.Clear();
        }
    }

    private HoconNode? Value(string key)
    {
        var origin = _text.Origin;

        if (_text.Here is not ('{' or '['))
            return Scalar(origin, key);

        if (++_depth > Deepest)
            throw TooDeep();

        HoconNode value = _text.Take('{') ? Members('}') : Elements(origin, key);
        _depth--;

        return value;
    }

    private HoconArray Elements(Origin origin, string key)
    {
        var items = new List<HoconNode>();
        _text.Take('[');

        while (true)
        {
            _text.Skip(newLines: true, commas: true);

            if (_text.Take(']'))
                return new HoconArray(origin, items);

            if (_text.IsAtEnd)
                throw new InvalidConfigurationException(origin, $"the '[' of {key} is never closed; add ']'.");

            if (Value(key) is { } item)
                items.Add(item);
        }
    }

    private HoconValue? Scalar(Origin origin, string key)
    {
        var text = new StringBuilder();
        var quoted = false;
        var absent = false;

        while (!_text.IsAtEnd && _text.Here is not ('\n' or ',' or '}' or ']') && !_text.BeginsComment)
        {
            if (_text.Here is '=' or '{' or '[')
                throw _text.Wrong($"'{_text.Here}' cannot stand in the value of {key}; begin a new line, or quote the value.");

            if (_text.Here == '"')
                (_, quoted) = (text.Append(_text.Quoted()), true);
            else if (_text.Here == '$')
                absent |= !Substitute(text);
            else
                text.Append(_text.Next());
        }

        var value = text.ToString().Trim();

        if (value.Length > 0 || quoted)
            return new HoconValue(origin, value);

        return absent ? null : throw new InvalidConfigurationException(origin, $"{key} has no value; write {key} = ….");
    }

    private bool Substitute(StringBuilder text)
    {
        var inner = _text.Substitution();

        if (string.IsNullOrWhiteSpace(inner?.TrimStart('?')))
            throw _text.Wrong("'$' begins a substitution; write ${?NAME} for an environment variable, or quote the text.");

        var name = inner.TrimStart('?').Trim();
        var value = _environment(name);

        if (value is null && inner[0] != '?')
            throw _text.Wrong($"the environment variable {name} is not set; set it, or write ${{?{name}}} to do without.");

        text.Append(value);

        return value is not null;
    }

    private InvalidConfigurationException TooDeep() => _text.Wrong($"more than {Deepest} levels lie inside each other; take some out.");
}
