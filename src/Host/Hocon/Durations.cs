using System.Globalization;

namespace Riverrun.Host.Hocon;

/// <summary>Times as HOCON writes them: a number and <c>ms</c>, <c>s</c>, <c>m</c> or <c>h</c>.</summary>
public static class Durations
{
    private static readonly (string Unit, double Milliseconds)[] Units = [("ms", 1), ("s", 1e3), ("m", 6e4), ("h", 3.6e6)];

    /// <summary>Reads a time, or null when the text is none.</summary>
    public static TimeSpan? Parse(string? text)
    {
        foreach (var (unit, milliseconds) in Units)
            if (text?.EndsWith(unit, StringComparison.Ordinal) == true
                && double.TryParse(text[..^unit.Length], NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
                && Math.Abs(number * milliseconds) < TimeSpan.MaxValue.TotalMilliseconds)
                return TimeSpan.FromMilliseconds(number * milliseconds);

        return null;
    }

    /// <summary>Writes a time in the largest unit that makes it at least 1.</summary>
    public static string Write(TimeSpan time)
    {
        var (unit, milliseconds) = Units.LastOrDefault(unit => time.TotalMilliseconds >= unit.Milliseconds, Units[0]);

        return string.Create(CultureInfo.InvariantCulture, $"{time.TotalMilliseconds / milliseconds:0.###}{unit}");
    }
}
