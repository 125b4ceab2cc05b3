using System.Text;

namespace Riverrun.Host.Cli;

/// <summary>Rows of text in columns: numbers to the right, words to the left.</summary>
/// <param name="headings">One a column.</param>
public sealed class TextTable(params string[] headings)
{
    private readonly List<string[]> _rows = [headings];

    /// <summary>Adds a row with a cell for each column.</summary>
    public TextTable Row(params string[] cells)
    {
        _rows.Add(cells);

        return this;
    }

    /// <inheritdoc/>
    public override string ToString()
    {
        var widths = headings.Select((_, column) => _rows.Max(row => row[column].Length)).ToArray();
        var right = headings
            .Select((_, column) => _rows.Skip(1).All(row => row[column].Length == 0 || row[column] == "-" || char.IsAsciiDigit(row[column][0])
                && row[column].All(letter => char.IsAsciiDigit(letter) || letter is '.' or ',' or ' ')))
            .ToArray();
        var text = new StringBuilder();

        foreach (var row in _rows)
            text.Append(string.Join("  ", row.Select((cell, column) => right[column] ? cell.PadLeft(widths[column]) : cell.PadRight(widths[column]))).TrimEnd())
                .Append('\n');

        return text.ToString();
    }
}
