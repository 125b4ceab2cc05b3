using System.Globalization;
using System.Numerics;

namespace Riverrun.Models.Hocon;

/// <summary>
/// The one place where numbers that people write are read, whatever they stand in: a document, an option, an address. A
/// number is
/// what JSON calls one, such as <c>-12</c>, <c>0.8</c> or <c>3e-4</c>; no culture, no separator of thousands, no
/// leading <c>+</c>.
/// </summary>
public static class NumberText
{
    /// <summary>
    /// Digits and places that a number may have: more than any value needs, and few enough to be counted out.
    /// </summary>
    private const int Most = 400;

    /// <summary>
    /// A whole number, however it is written: <c>400</c>, <c>400.0</c> and <c>4e2</c> are the same. Null when the text
    /// is none.
    /// </summary>
    public static long? Whole(string? text) => Times(text, 1);

    /// <summary>
    /// A finite number; null when the text is none, is beyond what a <see cref="double"/> holds, or would vanish in
    /// one. <c>-0</c> is 0.
    /// </summary>
    public static double? Real(string? text)
    {
        if (Split(text) is not { } split)
            return null;

        // Split found a number in it.
        var number = double.Parse(text!, NumberStyles.Float, CultureInfo.InvariantCulture);

        return double.IsFinite(number) && (number != 0 || split.Digits.IsZero) ? number + 0.0 : null;
    }

    /// <summary>
    /// The number times <paramref name="unit"/>, when that is a whole number that a <see cref="long"/> holds, or else
    /// null.
    /// </summary>
    public static long? Times(string? text, long unit)
    {
        if (Split(text) is not { } split)
            return null;

        if (split.Digits.IsZero)
            return 0;

        if (Math.Abs(split.Exponent) > Most)
            return null;

        var scale = BigInteger.Pow(10, Math.Abs(split.Exponent));
        var whole = split.Digits * unit * (split.Exponent > 0 ? scale : 1);

        if (split.Exponent < 0)
        {
            whole = BigInteger.DivRem(whole, scale, out var rest);

            if (!rest.IsZero)
                return null;
        }

        return whole >= long.MinValue && whole <= long.MaxValue ? (long)whole : null;
    }

    /// <summary>
    /// Whether a letter of that kind continues the number that <paramref name="before"/> begins: the sign of an
    /// exponent.
    /// </summary>
    public static bool TakesSign(ReadOnlySpan<char> before) =>
        before.Length > 1 && before[^1] is 'e' or 'E' && Split($"{before}0") is not null;

    /// <summary>The number as <c>Digits · 10^Exponent</c>, or null when the text is no number.</summary>
    private static (BigInteger Digits, int Exponent)? Split(string? text)
    {
        if (text is null or { Length: > Most })
            return null;

        var at = text.StartsWith('-') ? 1 : 0;
        var whole = Digits(text, ref at);
        var fraction = 0;

        if (at < text.Length && text[at] == '.')
        {
            at++;
            fraction = Digits(text, ref at);

            if (fraction == 0)
                return null;
        }

        if (whole == 0)
            return null;

        var mantissa = text[..at].Replace(".", "");
        var exponent = 0;

        if (at < text.Length && text[at] is 'e' or 'E')
        {
            var begin = ++at;
            at += at < text.Length && text[at] is '+' or '-' ? 1 : 0;

            if (Digits(text, ref at) == 0)
                return null;

            // Nine digits hold all that matters; more are as far away as nine.
            exponent = int.TryParse(
                text[begin..at], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var read)
                && Math.Abs((long)read) < 1_000_000_000 ? read : text[begin] == '-' ? -1_000_000_000 : 1_000_000_000;
        }

        return at == text.Length
            ? (BigInteger.Parse(mantissa, CultureInfo.InvariantCulture), exponent - fraction) : null;
    }

    private static int Digits(string text, ref int at)
    {
        var begin = at;

        while (at < text.Length && char.IsAsciiDigit(text[at]))
            at++;

        return at - begin;
    }
}
