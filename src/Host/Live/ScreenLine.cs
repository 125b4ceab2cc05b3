using Spectre.Console;

namespace Riverrun.Host.Live;

/// <summary>A piece of a line on the terminal.</summary>
internal readonly record struct ScreenText(string Text, Style Style);

/// <summary>
/// Lines that are never longer than the terminal is wide: one that wraps by itself pulls the picture apart.
/// </summary>
internal static class ScreenLine
{
    private const string Between = "  ";

    /// <summary>
    /// The pieces one after the other; what does not fit is cut off, and the line ends in an ellipsis.
    /// </summary>
    public static Paragraph Cut(int width, IEnumerable<ScreenText> pieces)
    {
        var all = pieces.ToArray();
        var left = all.Sum(piece => piece.Text.Length) <= width ? width : width - 1;
        var line = new Paragraph();

        foreach (var piece in all)
        {
            line.Append(piece.Text[..Math.Min(piece.Text.Length, left)], piece.Style);

            if (piece.Text.Length > left)
                return line.Append("…", piece.Style);

            left -= piece.Text.Length;
        }

        return line;
    }

    /// <summary>As many pieces on a line as fit, two spaces apart; what does not fit goes to the next.</summary>
    /// <param name="width">Characters of a line.</param>
    /// <param name="indent">What every line begins with.</param>
    /// <param name="pieces">None is torn, only one that is longer than a line is cut.</param>
    public static IEnumerable<Paragraph> Pack(int width, string indent, IEnumerable<ScreenText> pieces)
    {
        var line = new List<ScreenText> { new(indent, Style.Plain) };
        var length = indent.Length;

        foreach (var piece in pieces)
        {
            if (line.Count > 1 && length + Between.Length + piece.Text.Length > width)
            {
                yield return Cut(width, line);
                line = [new(indent, Style.Plain)];
                length = indent.Length;
            }

            if (line.Count > 1)
                line.Add(new ScreenText(Between, Style.Plain));

            line.Add(piece);
            length += piece.Text.Length + (line.Count > 2 ? Between.Length : 0);
        }

        if (line.Count > 1)
            yield return Cut(width, line);
    }
}
