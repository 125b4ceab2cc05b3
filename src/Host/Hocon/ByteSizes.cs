using System.Globalization;

namespace Riverrun.Host.Hocon;

/// <summary>Sizes as HOCON writes them: a whole number and <c>B</c>, <c>KiB</c>, <c>MiB</c>, <c>GiB</c> or <c>TiB</c>.</summary>
public static class ByteSizes
{
    private static readonly (string Unit, long Bytes)[] Units =
    [
        ("KiB", 1L << 10), ("MiB", 1L << 20), ("GiB", 1L << 30), ("TiB", 1L << 40), ("B", 1),
    ];

    /// <summary>Reads a size in bytes, or null when the text is none.</summary>
    public static long? Parse(string? text)
    {
        foreach (var (unit, bytes) in Units)
            if (text?.EndsWith(unit, StringComparison.Ordinal) == true)
                return long.TryParse(text[..^unit.Length].TrimEnd(), NumberStyles.None, CultureInfo.InvariantCulture, out var number)
                    && number <= long.MaxValue / bytes
                    ? number * bytes
                    : null;

        return null;
    }

    /// <summary>Writes a size in the largest unit that leaves it whole.</summary>
    public static string Write(long size)
    {
        var (unit, bytes) = Units.OrderByDescending(unit => unit.Bytes)
            .First(unit => size % unit.Bytes == 0 && (size >= unit.Bytes || unit.Bytes == 1));

        return string.Create(CultureInfo.InvariantCulture, $"{size / bytes}{unit}");
    }
}
