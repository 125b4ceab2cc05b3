using System.Globalization;
using Riverrun.Models.Training;

namespace Riverrun.Host.Printing;

/// <summary>How a figure is called and written for people: by its name, its unit and its size alone.</summary>
internal static class FigureText
{
    private const string NotMeasured = "held out";

    /// <summary>The heading of a column of what was measured; null where nobody knows yet what will be.</summary>
    public static string Heading(Figure? figure) => figure switch
    {
        null => NotMeasured,
        _ when figure == Evaluation.Loss => "validation loss, nats",
        _ when figure == Evaluation.Bits => "bits per byte",
        { Unit: "" } => figure.Name,
        _ when figure.Unit == Evaluation.Loss.Unit => figure.Name,
        _ => $"{figure.Name}, {figure.Unit}",
    };

    /// <summary>The same where there is little room.</summary>
    public static string Short(Figure? figure) => figure switch
    {
        null => NotMeasured,
        _ when figure == Evaluation.Loss => "nats",
        _ when figure == Evaluation.Bits => "bits/byte",
        _ => figure.Name,
    };

    /// <summary>A value of the figure, without its unit; a dash where there is none.</summary>
    public static string Value(Figure figure, double? value) =>
        figure.Unit == Evaluation.Loss.Unit || figure.Unit == Evaluation.Bits.Unit || value is null
            ? Numbers.Nats(value)
            : Number(value.Value);

    /// <summary>The value of a measure, without its unit.</summary>
    public static string Value(Measure measure) => Value(measure.Figure, measure.Value);

    /// <summary>The value of a measure with its unit: <c>1.7085 nats</c>, <c>93.1 %</c>.</summary>
    public static string WithUnit(Measure measure) => $"{Value(measure)} {(measure.Figure == Evaluation.Loss
        ? "nats"
        : measure.Figure.Unit)}".TrimEnd();

    /// <summary>A measure in words: <c>loss 1.7085 nats</c>, <c>accuracy 93.1 %</c>.</summary>
    public static string Phrase(Measure measure) =>
        measure.Figure == Evaluation.Bits ? WithUnit(measure) : $"{measure.Figure.Name} {WithUnit(measure)}";

    /// <summary>A number of any size to five figures.</summary>
    public static string Number(double value)
    {
        var size = Math.Abs(value);

        return (size is > 0 and < 1e-3 or >= 1e7
            ? value.ToString("0.###e-0", CultureInfo.InvariantCulture)
            : value.ToString(Decimals(size), CultureInfo.InvariantCulture));
    }

    private static string Decimals(double size) => size switch
    {
        < 1 => "0.#####",
        < 10 => "0.####",
        < 100 => "0.###",
        < 1_000 => "0.##",
        < 10_000 => "0.#",
        _ => "0",
    };
}
