using System.ComponentModel.DataAnnotations;
using System.Globalization;

namespace Riverrun.Models.Specs.Records;

/// <summary>What a number must lie in, and how that is said.</summary>
/// <param name="range">The attribute of the parameter; null for any number.</param>
internal sealed class NumberRange(RangeAttribute? range)
{
    private readonly double _least = range is null ? double.NegativeInfinity : Number(range.Minimum);
    private readonly double _most = range is null ? double.PositiveInfinity : Number(range.Maximum);
    private readonly bool _isAbove = range?.MinimumIsExclusive ?? false;
    private readonly bool _isBelow = range?.MaximumIsExclusive ?? false;

    /// <summary>Whether a number lies in it; none that is not finite does.</summary>
    public bool Holds(double number) => double.IsFinite(number)
        && (_isAbove ? number > _least : number >= _least)
        && (_isBelow ? number < _most : number <= _most);

    /// <summary>The least whole number in it that a type holds.</summary>
    public long LeastOf(Type type) =>
        type == typeof(int)
            ? (long)Math.Max(int.MinValue, _least) : _least <= long.MinValue ? long.MinValue : (long)_least;

    /// <summary>The greatest whole number in it that a type holds.</summary>
    public long MostOf(Type type) =>
        type == typeof(int)
            ? (long)Math.Min(int.MaxValue, _most) : _most >= long.MaxValue ? long.MaxValue : (long)_most;

    /// <summary>The range in words, to follow on "a number".</summary>
    public string Words() => (HasLeast, HasMost) switch
    {
        (false, false) => "that is finite",
        (true, false) => _isAbove ? $"above {Text(_least)}" : $"of at least {Text(_least)}",
        (false, true) => _isBelow ? $"below {Text(_most)}" : $"of at most {Text(_most)}",
        _ when _isAbove => $"above {Text(_least)} and {(_isBelow ? "below" : "at most")} {Text(_most)}",
        _ => $"from {Text(_least)} to {(_isBelow ? "below " : "")}{Text(_most)}",
    };

    /// <summary>The range as a column of a table; empty for any number.</summary>
    public string Column() => HasLeast || HasMost ? Words().Replace("of at", "at", StringComparison.Ordinal) : "";

    private bool HasLeast => _least is > long.MinValue;

    private bool HasMost => _most is < long.MaxValue and not int.MaxValue;

    private static string Text(double number) => number.ToString(CultureInfo.InvariantCulture);

    private static double Number(object bound) => Convert.ToDouble(bound, CultureInfo.InvariantCulture);
}
