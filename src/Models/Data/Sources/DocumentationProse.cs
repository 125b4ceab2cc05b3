using System.Text;
using System.Xml;

namespace Riverrun.Models.Data.Sources;

/// <summary>
/// The prose of one XML documentation file, a paragraph a line, names of types and parameters kept as words.
/// </summary>
internal sealed class DocumentationProse
{
    private static readonly XmlReaderSettings Settings =
        new() { IgnoreComments = true, DtdProcessing = DtdProcessing.Prohibit };
    private readonly List<string> _lines = [];
    private readonly StringBuilder _line = new();

    private DocumentationProse() { }

    /// <summary>The paragraphs of the file at <paramref name="path"/>, in its order.</summary>
    /// <exception cref="CorpusException">The file is no XML.</exception>
    public static IReadOnlyList<string> Lines(string path)
    {
        var prose = new DocumentationProse();
        try
        {
            using var xml = XmlReader.Create(path, Settings);
            while (xml.Read())
                prose.Take(xml);
        }
        catch (XmlException cause)
        {
            throw new CorpusException($"{path} is no valid XML: {cause.Message}", cause);
        }

        prose.EndLine();
        return prose._lines;
    }

    private void Take(XmlReader xml)
    {
        switch (xml.NodeType)
        {
            case XmlNodeType.Element when IsInline(xml.Name):
                if (xml.IsEmptyElement)
                    _line.Append(NameOf(xml));
                break;
            case XmlNodeType.Element:
            case XmlNodeType.EndElement when !IsInline(xml.Name):
                EndLine();
                break;
            case XmlNodeType.Text or XmlNodeType.CDATA:
                TakeText(xml.Value);
                break;
            case XmlNodeType.Whitespace or XmlNodeType.SignificantWhitespace:
                _line.Append(' ');
                break;
        }
    }

    // Some files wrap their lines, others do not: only an empty line ends a paragraph.
    private void TakeText(string text)
    {
        var newlines = 0;
        foreach (var character in text)
        {
            newlines = char.IsWhiteSpace(character) ? newlines + (character == '\n' ? 1 : 0) : 0;
            if (newlines == 2)
                EndLine();
            _line.Append(character);
        }
    }

    private void EndLine()
    {
        var words = _line.ToString().Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        _line.Clear();
        if (words.Length > 0)
            _lines.Add(string.Join(' ', words));
    }

    private static bool IsInline(string element) => element
        is "see" or "seealso" or "paramref" or "typeparamref" or "xref" or "c" or "a" or "b" or "i" or "em" or "strong"
            or "sup" or "sub";

    private static string NameOf(XmlReader xml) =>
        xml.GetAttribute("langword") ?? xml.GetAttribute("name") ?? Readable(xml.GetAttribute("cref") ?? "");

    // "M:System.Collections.Generic.List`1.Add(`0)" reads System.Collections.Generic.List.Add.
    private static string Readable(string cref)
    {
        var name = cref.Length > 2 && cref[1] == ':' ? cref[2..] : cref;
        name = name.Split('(')[0].Replace(".#ctor", "", StringComparison.Ordinal);
        var readable = new StringBuilder(name.Length);
        for (var i = 0; i < name.Length; i++)
        {
            if (name[i] == '`')
            {
                while (i + 1 < name.Length && (name[i + 1] == '`' || char.IsAsciiDigit(name[i + 1])))
                    i++;
            }
            else
            {
                readable.Append(name[i]);
            }
        }

        return readable.ToString();
    }
}
