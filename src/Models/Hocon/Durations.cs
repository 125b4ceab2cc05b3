using System.Globalization;

namespace Riverrun.Models.Hocon;

/// <summary>
/// Times as HOCON writes them: a number and its unit, with or without spaces between, <c>150ms</c> or <c>10
/// minutes</c>. HOCON takes
/// a number without a unit for milliseconds; here it is none, for nobody can see that it is no number of seconds.
/// </summary>
public static class Durations
{
    private static readonly (string[] Names, long Ticks)[] Units =
    [
        (["us", "micro", "micros", "microsecond", "microseconds"], TimeSpan.TicksPerMicrosecond),
        (["ms", "milli", "millis", "millisecond", "milliseconds"], TimeSpan.TicksPerMillisecond),
        (["s", "second", "seconds"], TimeSpan.TicksPerSecond),
        (["m", "minute", "minutes"], TimeSpan.TicksPerMinute),
        (["h", "hour", "hours"], TimeSpan.TicksPerHour),
        (["d", "day", "days"], TimeSpan.TicksPerDay),
    ];

    private static readonly string[] Nanoseconds = ["ns", "nano", "nanos", "nanosecond", "nanoseconds"];

    private static readonly (string Unit, double Milliseconds)[] Written =
        [("ms", 1), ("s", 1e3), ("m", 6e4), ("h", 3.6e6)];

    /// <summary>
    /// Reads a time, or null when the text is none or is finer than the 100 ns that a clock here counts in.
    /// </summary>
    public static TimeSpan? Parse(string? text)
    {
        var (number, unit) = Measures.Split(text);

        if (Nanoseconds.Contains(unit))
            return NumberText.Whole(number) is { } nanoseconds && nanoseconds % TimeSpan.NanosecondsPerTick == 0
                ? TimeSpan.FromTicks(nanoseconds / TimeSpan.NanosecondsPerTick)
                : null;

        return Units.FirstOrDefault(known => known.Names.Contains(unit)) is { Names: not null } found
            && NumberText.Times(number, found.Ticks) is { } ticks
            ? TimeSpan.FromTicks(ticks)
            : null;
    }

    /// <summary>Writes a time in the largest unit that makes it at least 1.</summary>
    public static string Write(TimeSpan time)
    {
        var (unit, milliseconds) =
            Written.LastOrDefault(unit => time.TotalMilliseconds >= unit.Milliseconds, Written[0]);

        return string.Create(CultureInfo.InvariantCulture, $"{time.TotalMilliseconds / milliseconds:0.###}{unit}");
    }
}
