namespace Riverrun.Host.Export;

/// <summary>A line chart, before it is drawn.</summary>
/// <param name="Title">What it shows; also its name for a screen reader.</param>
/// <param name="Description">One sentence for whoever cannot see it.</param>
/// <param name="XLabel">The horizontal axis, with its unit.</param>
/// <param name="YLabel">The vertical axis, with its unit.</param>
/// <param name="Series">What is drawn, later ones on top.</param>
/// <param name="FromZero">Whether the vertical axis begins at 0.</param>
/// <param name="XEnd">Where the horizontal axis ends when it is to begin at 0; null for the extent of what is
/// drawn.</param>
internal sealed record Chart(
    string Title,
    string Description,
    string XLabel,
    string YLabel,
    IReadOnlyList<ChartSeries> Series,
    bool FromZero,
    double? XEnd = null)
{
    /// <summary>What a position on the horizontal axis is called.</summary>
    public string Unit { get; init; } = "step";

    /// <summary>Whether it is one of many beside each other, with the colours of a large one.</summary>
    public bool IsSmall { get; init; }
}

/// <summary>One line of a chart with its band and its marks.</summary>
/// <param name="Name">Its name in the legend.</param>
/// <param name="Colour">Index into the palette.</param>
/// <param name="Dash">0 for a solid line; others tell lines of one colour apart.</param>
/// <param name="Lines">Stretches without a gap.</param>
/// <param name="Band">Lowest and highest value around each position.</param>
/// <param name="Marks">Single points of note.</param>
internal sealed record ChartSeries(
    string Name,
    int Colour,
    int Dash,
    IReadOnlyList<IReadOnlyList<ChartPoint>> Lines,
    IReadOnlyList<ChartBand> Band,
    IReadOnlyList<ChartMark> Marks);

/// <summary>A point of a line.</summary>
internal readonly record struct ChartPoint(double X, double Y);

/// <summary>What the values do around one position.</summary>
internal readonly record struct ChartBand(double X, double Low, double High);

/// <summary>
/// A point of note; <paramref name="IsBudget"/> draws it large, <paramref name="Text"/> is shown on hover.
/// </summary>
internal readonly record struct ChartMark(double X, double Y, bool IsBudget, string Text);
