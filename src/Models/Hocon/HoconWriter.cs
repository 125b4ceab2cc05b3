using System.Globalization;
using System.Text;

namespace Riverrun.Models.Hocon;

/// <summary>Writes HOCON that both <see cref="HoconParser"/> and Akka read back as the same tree.</summary>
public static class HoconWriter
{
    /// <summary>One line a value, with its full path: two texts can be compared line by line.</summary>
    public static string Write(HoconObject document)
    {
        var text = new StringBuilder();
        Members(document, "", text);

        return text.ToString();
    }

    private static void Members(HoconObject node, string path, StringBuilder text)
    {
        foreach (var (key, value) in node.Items)
        {
            var full = path + Key(key);

            if (value is HoconObject { Items.Count: > 0 } child)
                Members(child, full + ".", text);
            else
                text.Append(full).Append(" = ").Append(Inline(value)).Append('\n');
        }
    }

    private static string Inline(HoconNode node) => node switch
    {
        HoconArray array => $"[{string.Join(", ", array.Items.Select(Inline))}]",
        HoconObject { Items.Count: 0 } => "{}",
        HoconObject child =>
            $"{{ {string.Join(", ", child.Items.Select(item => $"{Key(item.Key)} = {Inline(item.Value)}"))} }}",
        _ => Plain(((HoconValue)node).Text) ? node.ToString()! : Quote(((HoconValue)node).Text),
    };

    private static string Key(string key) => Plain(key) && !key.Contains('.') && key != "include" ? key : Quote(key);

    private static bool Plain(string text) =>
        text.Length > 0 && text != "null"
            && text.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '-' or '_' or '.');

    private static string Quote(string text)
    {
        var quoted = new StringBuilder("\"");

        foreach (var letter in text)
            quoted.Append(letter switch
            {
                '\\' => "\\\\",
                '"' => "\\\"",
                '\n' => "\\n",
                '\r' => "\\r",
                '\t' => "\\t",
                _ when char.IsControl(letter) || letter is '\u2028' or '\u2029' =>
                    string.Create(CultureInfo.InvariantCulture, $"\\u{(int)letter:X4}"),
                _ => $"{letter}",
            });

        return quoted.Append('"').ToString();
    }
}
