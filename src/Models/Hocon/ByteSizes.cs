using System.Globalization;

namespace Riverrun.Models.Hocon;

/// <summary>
/// Sizes as HOCON writes them: a number and its unit. <c>kB</c>, <c>MB</c>, <c>GB</c>, … are powers of ten; <c>K</c>,
/// <c>KiB</c>,
/// <c>M</c>, <c>MiB</c>, … powers of two. HOCON takes a number without a unit for bytes; here it is none.
/// </summary>
public static class ByteSizes
{
    private const string Letters = "KMGTPE";

    private static readonly string[] Tens = ["kilo", "mega", "giga", "tera", "peta", "exa"];
    private static readonly string[] Twos = ["kibi", "mebi", "gibi", "tebi", "pebi", "exbi"];
    private static readonly Dictionary<string, long> Units = Names()
        .ToDictionary(unit => unit.Name, unit => unit.Bytes);
    private static readonly string[] Written = ["B", "KiB", "MiB", "GiB", "TiB"];

    /// <summary>Reads a size in bytes, or null when the text is none, negative or no whole number of bytes.</summary>
    public static long? Parse(string? text)
    {
        var (number, unit) = Measures.Split(text);

        return Units.TryGetValue(unit, out var bytes) && NumberText.Times(number, bytes) is >= 0 and var size
            ? size : null;
    }

    /// <summary>Writes a size in the largest unit that leaves it whole.</summary>
    public static string Write(long size)
    {
        var unit = Written.Length - 1;

        while (unit > 0 && (size == 0 || size % (1L << (10 * unit)) != 0))
            unit--;

        return string.Create(CultureInfo.InvariantCulture, $"{size >> (10 * unit)}{Written[unit]}");
    }

    private static IEnumerable<(string Name, long Bytes)> Names()
    {
        foreach (var name in (string[])["B", "b", "byte", "bytes"])
            yield return (name, 1);

        var ten = 1L;

        for (var i = 0; i < Letters.Length; i++)
        {
            var (letter, two) = (Letters[i], 1L << (10 * (i + 1)));
            ten *= 1000;

            foreach (var name in (string[])[i == 0 ? "kB" : $"{letter}B", $"{Tens[i]}byte", $"{Tens[i]}bytes"])
                yield return (name, ten);

            foreach (var name in (string[])[
                $"{letter}", $"{char.ToLowerInvariant(letter)}", $"{letter}i", $"{letter}iB", $"{Twos[i]}byte",
                $"{Twos[i]}bytes"])
                yield return (name, two);
        }
    }
}
