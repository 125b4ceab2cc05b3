using System.Globalization;
using System.Text;

namespace Riverrun.Models.Specs;

/// <summary>
/// What a name can have of a key or a value: a run of a sweep and a fork are called by what they change.
/// </summary>
public static class NamePart
{
    /// <summary>A small number as people write it, and a list without its brackets.</summary>
    public static string Brief(string value) =>
        double.TryParse(value, NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
            && Math.Abs(number) is > 0 and < 0.01
            ? number.ToString("0.################e-0", CultureInfo.InvariantCulture)
            : value.Trim('[', ']').Replace(", ", "-", StringComparison.Ordinal);

    /// <summary>
    /// Lower-case letters, digits, dots and underscores as they are, anything else a hyphen; empty for none.
    /// </summary>
    public static string Plain(string text)
    {
        var plain = new StringBuilder();

        foreach (var letter in text.ToLowerInvariant())
            if (char.IsAsciiLetterOrDigit(letter) || letter is '.' or '-' or '_')
                plain.Append(letter);
            else if (plain.Length > 0 && plain[^1] != '-')
                plain.Append('-');

        return plain.ToString().Trim('-', '.', '_');
    }
}
