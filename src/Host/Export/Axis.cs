using System.Globalization;

namespace Riverrun.Host.Export;

/// <summary>One axis of a chart: what it shows, which pixels it covers, and where its ticks stand.</summary>
internal sealed class Axis
{
    private readonly double _fromPixel;
    private readonly double _toPixel;
    private readonly double _tickDistance;

    /// <summary>An axis from <paramref name="low"/> at one pixel to <paramref name="high"/> at the other.</summary>
    public Axis(double low, double high, double fromPixel, double toPixel, int aboutTicks)
    {
        Low = low;
        High = high > low ? high : low + 1;
        _fromPixel = fromPixel;
        _toPixel = toPixel;
        _tickDistance = NiceDistance((High - Low) / aboutTicks);
    }

    /// <summary>The value at the first pixel.</summary>
    public double Low { get; }

    /// <summary>The value at the last pixel.</summary>
    public double High { get; }

    /// <summary>Round values, 1, 2 or 5 times a power of ten apart.</summary>
    public IEnumerable<double> Ticks
    {
        get
        {
            var first = (long)Math.Ceiling(Low / _tickDistance - 1e-9);
            var last = (long)Math.Floor(High / _tickDistance + 1e-9);

            for (var i = first; i <= last; i++)
                yield return i * _tickDistance;
        }
    }

    /// <summary>The pixel of a value.</summary>
    public double Pixel(double value) => _fromPixel + (value - Low) / (High - Low) * (_toPixel - _fromPixel);

    /// <summary>A tick's text: thousands separated, small numbers by exponent.</summary>
    public string Label(double tick)
    {
        if (tick == 0)
            return "0";

        if (High < 0.01)
        {
            var exponent = (int)Math.Floor(Math.Log10(Math.Abs(High)));
            return (tick / Math.Pow(10, exponent)).ToString("0.##", CultureInfo.InvariantCulture) + "e" + exponent;
        }

        var decimals = Math.Max(0, (int)Math.Ceiling(-Math.Log10(_tickDistance) - 1e-9));

        return High >= 10_000_000 && _tickDistance >= 100_000
            ? (tick / 1e6).ToString("#,0.##", CultureInfo.InvariantCulture) + "M"
            : tick.ToString("N" + decimals, CultureInfo.InvariantCulture);
    }

    private static double NiceDistance(double rough)
    {
        var power = Math.Pow(10, Math.Floor(Math.Log10(rough)));
        var mantissa = rough / power;

        return power * (mantissa <= 1.0001 ? 1 : mantissa <= 2.0001 ? 2 : mantissa <= 5.0001 ? 5 : 10);
    }
}
