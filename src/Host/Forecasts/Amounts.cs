using System.Globalization;

namespace Riverrun.Host.Forecasts;

/// <summary>How amounts are written for people: to three figures, with a unit.</summary>
internal static class Amounts
{
    private static readonly string[] Units = ["B", "KiB", "MiB", "GiB", "TiB", "PiB", "EiB"];

    /// <summary>Bytes: <c>1.25 GiB</c>.</summary>
    public static string Bytes(double bytes)
    {
        var unit = 0;

        for (; Math.Abs(bytes) >= 999.5 && unit < Units.Length - 1; unit++)
            bytes /= 1024;

        return $"{Figures(bytes)} {Units[unit]}";
    }

    /// <summary>A whole number with its thousands apart, or in powers of ten where it is long.</summary>
    public static string Count(double number) => Math.Abs(number) < 1e9
        ? number.ToString("N0", CultureInfo.InvariantCulture)
        : number.ToString("0.00e+0", CultureInfo.InvariantCulture);

    private static string Figures(double number) => number.ToString(
        number switch
        {
            >= 99.95 => "0",
            >= 9.995 => "0.0",
            _ => number == Math.Floor(number) ? "0" : "0.00",
        },
        CultureInfo.InvariantCulture);
}
