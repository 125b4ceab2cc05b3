using System.Globalization;
using System.Text;

namespace Riverrun.Host.Export;

/// <summary>Draws a chart as inline SVG that takes its colours from the page's style sheet.</summary>
internal sealed class ChartSvg
{
    private const double Left = 64;
    private const double Top = 16;

    private readonly bool _isSmall;

    private ChartSvg(bool isSmall) => _isSmall = isSmall;

    private double Width => _isSmall ? 500 : 960;

    private double Height => _isSmall ? 232 : 360;

    private double Right => Width - 16;

    private double Bottom => Height - 52;

    /// <summary>The chart as a figure; a large one has a legend.</summary>
    public static Html Draw(Chart chart, int id) => new ChartSvg(chart.IsSmall).DrawAll(chart, id);

    private Html DrawAll(Chart chart, int id)
    {
        var (x, y) = Axes(chart);

        return Html.Of($"""
            <figure class="chart">
            <figcaption>{chart.Title}</figcaption>
            <div class="scroll"><svg viewBox="0 0 {Width} {Height}" role="img" aria-labelledby="chart-{id}" data-unit="{chart.Unit}" data-x0="{x.Low}" data-x1="{x.High}" data-y0="{y.Low}" data-y1="{y.High}" data-left="{Left}" data-right="{Right}" data-top="{Top}" data-bottom="{Bottom}">
            <title id="chart-{id}">{chart.Title}. {chart.Description}</title>
            <clipPath id="clip-{id}"><rect x="{Left}" y="{Top - 8}" width="{Right - Left + 8}" height="{Bottom - Top + 8}"/></clipPath>
            {Grid(chart, x, y)}
            <g clip-path="url(#clip-{id})">{chart.Series.Select(series => Draw(series, x, y))}</g>
            <line class="cursor" x1="0" x2="0" y1="{Top}" y2="{Bottom}" visibility="hidden"/>
            </svg></div>
            <div class="readout" hidden="hidden"></div>
            {(chart.IsSmall ? Html.Empty : Html.Of($"<ul class=\"legend\">{chart.Series.Where(series => series.Name != "").Select(Legend)}</ul>"))}
            </figure>

            """);
    }

    private (Axis X, Axis Y) Axes(Chart chart)
    {
        var points = chart.Series.SelectMany(series => series.Lines.SelectMany(line => line)).ToArray();
        var marks = chart.Series.SelectMany(series => series.Marks).ToArray();
        var xs = points.Select(point => point.X).Concat(marks.Select(mark => mark.X)).DefaultIfEmpty(0).ToArray();
        var x = new Axis(chart.XEnd is null ? xs.Min() : 0, chart.XEnd ?? xs.Max(), Left, Right, _isSmall ? 5 : 8);

        var ys = points.Select(point => point.Y).Concat(marks.Select(mark => mark.Y)).DefaultIfEmpty(0).Order()
            .ToArray();
        var low = chart.FromZero ? 0 : ys[0];
        var high = chart.FromZero ? ys[^1] : UpperEnd(ys);
        var margin = high > low ? (high - low) * 0.06 : Math.Max(Math.Abs(high) * 0.05, 1e-9);

        return (x, new Axis(chart.FromZero ? 0 : low - margin, high + margin, Bottom, Top, _isSmall ? 4 : 6));
    }

    /// <summary>The first steps lose most of the loss; cut them off when they would flatten all that follows.</summary>
    private static double UpperEnd(double[] ascending)
    {
        var usual = ascending[(int)((ascending.Length - 1) * 0.93)];

        return ascending[^1] - ascending[0] > 1.6 * (usual - ascending[0]) && usual > ascending[0]
            ? usual : ascending[^1];
    }

    private Html Grid(Chart chart, Axis x, Axis y) => Html.Of($"""
        <g class="grid">{y.Ticks.Select(tick => Html.Of(
            $"<line x1=\"{Left}\" x2=\"{Right}\" y1=\"{y.Pixel(tick):0.##}\" y2=\"{y.Pixel(tick):0.##}\"/><text x=\"{Left - 8}\" y=\"{y.Pixel(tick) + 4:0.##}\" text-anchor=\"end\">{y.Label(tick)}</text>"))}</g>
        <g class="grid">{x.Ticks.Select(tick => Html.Of(
            $"<line x1=\"{x.Pixel(tick):0.##}\" x2=\"{x.Pixel(tick):0.##}\" y1=\"{Bottom}\" y2=\"{Bottom + 5}\" class=\"tick\"/><text x=\"{x.Pixel(tick):0.##}\" y=\"{Bottom + 20}\" text-anchor=\"middle\">{x.Label(tick)}</text>"))}</g>
        <line class="axis" x1="{Left}" x2="{Right}" y1="{Bottom}" y2="{Bottom}"/>
        <text class="label" x="{Right}" y="{Bottom + 42}" text-anchor="end">{chart.XLabel}</text>
        <text class="label" x="{Left}" y="{Bottom + 42}">{chart.YLabel} ↑</text>
        """);

    private Html Draw(ChartSeries series, Axis x, Axis y) => Html.Of($"""
        <g class="series c{series.Colour} d{series.Dash}" data-name="{series.Name}">{Band(series.Band, x, y)}{series.Lines
            .Select(line => Html.Of($"<polyline points=\"{Points(line, x, y)}\"/>"))}{series.Marks
            .Select(mark => Mark(mark, x, y))}</g>

        """);

    private static Html Mark(ChartMark mark, Axis x, Axis y) => Html.Of(
        $"<circle class=\"{(mark.IsBudget ? "budget" : "point")}\" cx=\"{x.Pixel(mark.X):0.##}\" "
            + $"cy=\"{y.Pixel(mark.Y):0.##}\" r=\"{(mark.IsBudget ? 5.5 : 2.5)}\"><title>{mark.Text}</title></circle>");

    private Html Band(IReadOnlyList<ChartBand> band, Axis x, Axis y)
    {
        if (band.Count < 2)
            return Html.Empty;

        var top = Points(band.Select(column => new ChartPoint(column.X, column.High)), x, y);
        var bottom = Points(band.Reverse().Select(column => new ChartPoint(column.X, column.Low)), x, y);

        return Html.Of($"<polygon class=\"band\" points=\"{top} {bottom}\"/>");
    }

    /// <summary>What lies far outside is drawn a little outside, where the clip hides it.</summary>
    private string Points(IEnumerable<ChartPoint> points, Axis x, Axis y)
    {
        var text = new StringBuilder();

        foreach (var point in points)
        {
            var height = Math.Clamp(y.Pixel(point.Y), Top - 400, Bottom + 400);
            text.Append(CultureInfo.InvariantCulture,
                $"{(text.Length > 0 ? " " : "")}{x.Pixel(point.X):0.##},{height:0.##}");
        }

        return text.ToString();
    }

    private static Html Legend(ChartSeries series) => Html.Of(
        $"<li><svg viewBox=\"0 0 28 10\" width=\"28\" height=\"10\" aria-hidden=\"true\" class=\"series "
            + $"c{series.Colour} d{series.Dash}\"><polyline points=\"1,5 27,5\"/></svg>{series.Name}</li>");
}
