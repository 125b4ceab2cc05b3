using Riverrun.Host.Export;

namespace Riverrun.Host.Tests.Export;

public sealed class CurveTests
{
    [Fact]
    public void Smoothing_is_centred_so_that_a_fall_stays_where_it_happened()
    {
        float[] values = [.. Enumerable.Repeat(4f, 100), .. Enumerable.Repeat(2f, 100)];

        var line = Assert.Single(Curve.Smooth(values, firstStep: 1000, stepsPerColumn: 1, reach: 10));

        Assert.Equal(200, line.Count);
        Assert.Equal(4, line[80].Y);
        Assert.Equal(2, line[120].Y);
        Assert.Equal(3, line.Single(point => point.X == 1100).Y, 0.06);
    }

    [Fact]
    public void An_envelope_holds_every_value()
    {
        float[] values = [5, 1, 9, float.NaN, 4, 4, 2, 8];

        var band = Curve.Envelope(values, firstStep: 0, stepsPerColumn: 4);

        Assert.Equal([(1, 9), (2, 8)], band.Select(column => (column.Low, column.High)));
    }

    [Fact]
    public void Columns_are_shared_by_branches_that_start_in_the_middle_of_one()
    {
        var band = Curve.Envelope([1, 2, 3, 4], firstStep: 6, stepsPerColumn: 4);

        Assert.Equal([(1, 2), (3, 4)], band.Select(column => (column.Low, column.High)));
    }

    [Fact]
    public void Corners_keep_the_jumps_and_drop_the_straight_lines()
    {
        double[] rates =
        [
            .. Enumerable.Range(0, 1000).Select(i => i / 1000.0),
            .. Enumerable.Repeat(1.0, 1000),
            .. Enumerable.Repeat(0.1, 500),
        ];

        var points = Curve.Corners(rates, firstStep: 0, stepsPerColumn: 7);

        Assert.Equal(
            [(0, 0), (1000, 1), (1999, 1), (2000, 0.1), (2499, 0.1)], points.Select(point => (point.X, point.Y)));
    }

    [Theory]
    [InlineData(0, 1600, "0|200|400|600|800|1,000|1,200|1,400|1,600")]
    [InlineData(0, 0.003, "0|0.5e-3|1e-3|1.5e-3|2e-3|2.5e-3|3e-3")]
    [InlineData(1.62, 2.31, "1.7|1.8|1.9|2.0|2.1|2.2|2.3")]
    [InlineData(0, 40_000_000, "0|5M|10M|15M|20M|25M|30M|35M|40M")]
    [InlineData(-1, 1, "-1.0|-0.5|0|0.5|1.0")]
    public void Ticks_are_round_and_readable(double low, double high, string expected)
    {
        var axis = new Axis(low, high, 0, 100, 8);

        Assert.Equal(expected, string.Join('|', axis.Ticks.Select(axis.Label)));
    }
}
