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
    private readonly string _text;
    private readonly string _source;
    private readonly Func<string, string?> _environment;
    private readonly bool _lines;
    private int _at;
    private int _line = 1;

    private HoconParser(string text, string source, Func<string, string?> environment, bool lines) =>
        (_text, _source, _environment, _lines) = (text, source, environment, lines);

    /// <summary>Reads a whole document.</summary>
    /// <param name="text">The document.</param>
    /// <param name="source">What to call it in messages.</param>
    /// <param name="environment">The value of an environment variable, or null.</param>
    /// <param name="lines">Whether a line number helps whoever reads the message.</param>
    /// <exception cref="InvalidConfigurationException">It is not well-formed.</exception>
    public static HoconObject Parse(
        string text, string source, Func<string, string?>? environment = null, bool lines = true)
    {
        var parser = new HoconParser(text, source, environment ?? (_ => null), lines);
        parser.Skip(newLines: true);
        var braced = parser.Take('{');
        var document = parser.Members(braced ? '}' : null);
        parser.Skip(newLines: true);

        return parser._at == text.Length
            ? document
            : throw parser.Wrong($"'{parser.Here}' closes nothing; take it out.");
    }

    private char Here => _at < _text.Length ? _text[_at] : '\0';

    private Origin Origin => new(_source, _lines ? _line : 0);

    private HoconObject Members(char? close)
    {
        var members = new HoconObject(Origin);
        var opened = _line;

        while (true)
        {
            Skip(newLines: true, commas: true);

            if (close is { } brace && Take(brace))
                return members;

            if (_at >= _text.Length && close is null || close is null && Here == '}')
                return members;

            if (_at >= _text.Length)
                throw Wrong($"the '{{' of line {opened} is never closed; add '}}'.");

            Member(members);
        }
    }

    private void Member(HoconObject into)
    {
        var origin = Origin;
        var path = Key();
        Skip(newLines: false);

        if (Here != '{' && !Take('=') && !Take(':'))
            throw new InvalidConfigurationException(
                origin, $"'{string.Join('.', path)}' has no value; write '{string.Join('.', path)} = …'.");

        Skip(newLines: false);

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

        while (_at < _text.Length && Here is not ('=' or ':' or '{' or '\n'))
        {
            if (Here is '}' or '[' or ']' or ',' or '$' or '+')
                throw Wrong($"'{Here}' cannot stand in a key.");

            if (Here == '"')
                part.Append(Quoted());
            else if (Take('.'))
                Finish();
            else
                part.Append(_text[_at++]);
        }

        Finish();

        return parts;

        void Finish()
        {
            var name = part.ToString().Trim();
            parts.Add(name.Length > 0 ? name : throw Wrong("a key is empty; write name = value."));
            part.Clear();
        }
    }

    private HoconNode? Value(string key)
    {
        var origin = Origin;

        return Take('{') ? Members('}') : Take('[') ? Array(origin, key) : Scalar(origin, key);
    }

    private HoconArray Array(Origin origin, string key)
    {
        var items = new List<HoconNode>();

        while (true)
        {
            Skip(newLines: true, commas: true);

            if (Take(']'))
                return new HoconArray(origin, items);

            if (_at >= _text.Length)
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

        while (_at < _text.Length && Here is not ('\n' or ',' or '}' or ']') && !Comment)
        {
            if (Here is '=' or '{' or '[')
                throw Wrong($"'{Here}' cannot stand in the value of {key}; begin a new line, or quote the value.");

            if (Here == '"')
                (_, quoted) = (text.Append(Quoted()), true);
            else if (Here == '$')
                absent |= !Substitute(text);
            else
                text.Append(_text[_at++]);
        }

        var value = text.ToString().Trim();

        if (value.Length > 0 || quoted)
            return new HoconValue(origin, value);

        return absent ? null : throw new InvalidConfigurationException(origin, $"{key} has no value; write {key} = ….");
    }

    private bool Substitute(StringBuilder text)
    {
        var end = _text.IndexOf('}', _at);
        var inner = end > 0 && _at + 1 < _text.Length && _text[_at + 1] == '{' ? _text[(_at + 2)..end] : null;

        if (string.IsNullOrWhiteSpace(inner?.TrimStart('?')))
            throw Wrong("'$' begins a substitution; write ${?NAME} for an environment variable, or quote the text.");

        var name = inner.TrimStart('?').Trim();
        var value = _environment(name);
        _at = end + 1;

        if (value is null && inner[0] != '?')
            throw Wrong($"the environment variable {name} is not set; set it, or write ${{?{name}}} to do without.");

        text.Append(value);

        return value is not null;
    }

    private string Quoted()
    {
        var start = Origin;
        var text = new StringBuilder();

        for (_at++; _at < _text.Length && Here != '\n'; _at++)
        {
            if (Here == '"')
            {
                _at++;

                return text.ToString();
            }

            if (Here == '\\' && _at + 1 < _text.Length)
                text.Append(_text[++_at] switch { 'n' => '\n', 't' => '\t', var other => other });
            else
                text.Append(Here);
        }

        throw new InvalidConfigurationException(start, $"the text \"{text} is never closed; add a double quote.");
    }

    private bool Comment => Here == '#' || Here == '/' && _at + 1 < _text.Length && _text[_at + 1] == '/';

    private void Skip(bool newLines, bool commas = false)
    {
        for (; _at < _text.Length; _at++)
        {
            if (Comment)
                while (_at + 1 < _text.Length && _text[_at + 1] != '\n')
                    _at++;
            else if (Here == '\n' && newLines)
                _line++;
            else if (Here == '\n' || !char.IsWhiteSpace(Here) && !(commas && Here == ','))
                return;
        }
    }

    private bool Take(char expected)
    {
        if (Here != expected)
            return false;

        _at++;

        return true;
    }

    private InvalidConfigurationException Wrong(string what) => new(Origin, what);
}
