namespace Riverrun.Host.Export;

/// <summary>
/// Brings the values of a branch's steps down to what a screen can show. Work is linear in the number of steps,
/// the result does not grow with it.
/// </summary>
internal static class Curve
{
    /// <summary>
    /// The mean over <paramref name="reach"/> steps to either side, at the middle of
    /// each column; a gap where no value is finite.
    /// </summary>
    /// <remarks>The mean is centred: a trailing one would show a decay later than it happened.</remarks>
    public static IReadOnlyList<IReadOnlyList<ChartPoint>> Smooth(
        IReadOnlyList<float> values, long firstStep, long stepsPerColumn, long reach)
    {
        var sums = new double[values.Count + 1];
        var counts = new int[values.Count + 1];

        for (var i = 0; i < values.Count; i++)
        {
            var finite = float.IsFinite(values[i]);
            sums[i + 1] = sums[i] + (finite ? values[i] : 0);
            counts[i + 1] = counts[i] + (finite ? 1 : 0);
        }

        var lines = new List<IReadOnlyList<ChartPoint>>();
        var line = new List<ChartPoint>();

        foreach (var (start, end) in Columns(values.Count, firstStep, stepsPerColumn))
        {
            var middle = (start + end) / 2;
            var low = (int)Math.Max(0, Math.Min(start, middle - reach));
            var high = (int)Math.Min(values.Count, Math.Max(end, middle + reach + 1));
            var count = counts[high] - counts[low];

            if (count > 0)
            {
                line.Add(new ChartPoint(firstStep + middle, (sums[high] - sums[low]) / count));
            }
            else if (line.Count > 0)
            {
                lines.Add(line);
                line = [];
            }
        }

        if (line.Count > 0)
            lines.Add(line);

        return lines;
    }

    /// <summary>The lowest and highest finite value of each column.</summary>
    public static IReadOnlyList<ChartBand> Envelope(IReadOnlyList<float> values, long firstStep, long stepsPerColumn)
    {
        var band = new List<ChartBand>();

        foreach (var (start, end) in Columns(values.Count, firstStep, stepsPerColumn))
        {
            var (low, high) = (double.PositiveInfinity, double.NegativeInfinity);

            for (var i = start; i < end; i++)
            {
                if (float.IsFinite(values[i]))
                    (low, high) = (Math.Min(low, values[i]), Math.Max(high, values[i]));
            }

            if (low <= high)
                band.Add(new ChartBand(firstStep + (start + end) / 2, low, high));
        }

        return band;
    }

    /// <summary>
    /// First, lowest, highest and last value of each column, with the neighbours that a jump starts or
    /// ends at, without those on a straight line.
    /// </summary>
    public static IReadOnlyList<ChartPoint> Corners(IReadOnlyList<double> values, long firstStep, long stepsPerColumn)
    {
        var points = new List<ChartPoint>();

        foreach (var (start, end) in Columns(values.Count, firstStep, stepsPerColumn))
        {
            var (low, high) = (start, start);

            for (var i = start; i < end; i++)
            {
                low = values[i] < values[low] ? i : low;
                high = values[i] > values[high] ? i : high;
            }

            foreach (var i in new SortedSet<int> { start, low - 1, low, low + 1, high - 1, high, high + 1, end - 1 })
            {
                if (i >= start && i < end)
                    Add(points, new ChartPoint(firstStep + i, values[i]));
            }
        }

        return points;
    }

    private static void Add(List<ChartPoint> points, ChartPoint next)
    {
        if (!double.IsFinite(next.Y))
            return;

        if (points.Count >= 2 && IsBetween(points[^2], points[^1], next))
            points.RemoveAt(points.Count - 1);

        points.Add(next);
    }

    private static bool IsBetween(ChartPoint from, ChartPoint middle, ChartPoint to)
    {
        var expected = from.Y + (to.Y - from.Y) * (middle.X - from.X) / (to.X - from.X);

        return Math.Abs(expected - middle.Y) <= 1e-9 * (Math.Abs(middle.Y) + Math.Abs(to.Y));
    }

    /// <summary>
    /// Columns are laid over the axis, not over the branch, so that all branches of a chart share them.
    /// </summary>
    private static IEnumerable<(int Start, int End)> Columns(int count, long firstStep, long stepsPerColumn)
    {
        for (var start = 0; start < count;)
        {
            var end = (int)Math.Min(count, ((firstStep + start) / stepsPerColumn + 1) * stepsPerColumn - firstStep);
            yield return (start, end);
            start = end;
        }
    }
}
