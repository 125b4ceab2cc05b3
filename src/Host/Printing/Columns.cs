using System.Text;

namespace Riverrun.Host.Printing;

/// <summary>Plain text in aligned columns, two spaces apart, under headings.</summary>
internal static class Columns
{
    /// <summary>Lays out the rows.</summary>
    /// <param name="headings">One a column; one that ends in <c>#</c> heads a column of numbers, which is aligned to
    /// the right.</param>
    /// <param name="rows">As many cells as there are headings.</param>
    public static string Align(IReadOnlyList<string> headings, IEnumerable<IReadOnlyList<string>> rows)
    {
        var lines = rows.Prepend([.. headings.Select(heading => heading.TrimEnd('#'))]).ToArray();
        var widths = headings.Select((_, column) => lines.Max(line => line[column].Length)).ToArray();
        var text = new StringBuilder();

        foreach (var line in lines)
        {
            var cells = line.Select(
                (cell, column) => headings[column].EndsWith('#')
                    ? cell.PadLeft(widths[column]) : cell.PadRight(widths[column]));
            text.Append(string.Join("  ", cells).TrimEnd()).Append('\n');
        }

        return text.ToString();
    }
}
