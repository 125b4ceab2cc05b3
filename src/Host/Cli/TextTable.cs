using Riverrun.Host.Printing;

namespace Riverrun.Host.Cli;

/// <summary>Rows of text under headings; a column in which every cell is a number is aligned to the right.</summary>
/// <param name="headings">One a column.</param>
internal sealed class TextTable(params string[] headings)
{
    private readonly List<string[]> _rows = [];

    /// <summary>Adds a row with a cell for each column.</summary>
    public void Row(params string[] cells) => _rows.Add(cells);

    /// <inheritdoc/>
    public override string ToString() =>
        Columns.Align([.. headings.Select((heading, column) => IsNumbers(column) ? heading + "#" : heading)], _rows);

    private bool IsNumbers(int column) =>
        _rows.Count > 0
            && _rows.All(
                row => row[column].Length > 0 && row[column].All(letter => char.IsAsciiDigit(letter) || letter == '.'));
}
