using System.Globalization;
using MathNet.Numerics.Distributions;

namespace Riverrun.Models.Recipes;

/// <summary>
/// A figure that was measured once a seed; where two things are compared, their difference or ratio seed by seed,
/// because what they share (first weights, data, a trunk) then cancels. Its mean has Student's confidence interval.
/// </summary>
/// <param name="Values">The figure, one a seed; empty where a spec was changed so that it was not measured.</param>
public sealed record OverSeeds(IReadOnlyList<double> Values)
{
    /// <summary>The share of such intervals that hold the true mean.</summary>
    public const double Confidence = 0.95;

    private const int MostSeeds = 10_000;

    /// <summary>Seeds.</summary>
    public int Seeds => Values.Count;

    /// <summary>Their mean; NaN for none.</summary>
    public double Mean => Seeds == 0 ? double.NaN : Values.Average();

    /// <summary>Their standard deviation, by n - 1; NaN for one seed.</summary>
    public double Deviation => Seeds < 2
        ? double.NaN
        : Math.Sqrt(Values.Sum(value => (value - Mean) * (value - Mean)) / (Seeds - 1));

    /// <summary>Half the width of the mean's interval: t · s / √n; without bounds for one seed.</summary>
    public double HalfWidth => Seeds < 2 ? double.PositiveInfinity : HalfWidthAt(Seeds);

    /// <summary>Whether the mean is at most <paramref name="threshold"/>.</summary>
    public Verdict IsAtMost(double threshold) => Mean + HalfWidth <= threshold ? Verdict.Holds
        : Mean - HalfWidth > threshold ? Verdict.DoesNotHold
        : Verdict.Undecided;

    /// <summary>Whether the mean is at least <paramref name="threshold"/>.</summary>
    public Verdict IsAtLeast(double threshold) => Mean - HalfWidth >= threshold ? Verdict.Holds
        : Mean + HalfWidth < threshold ? Verdict.DoesNotHold
        : Verdict.Undecided;

    /// <summary>
    /// The least number of seeds at which the interval would leave the threshold out, were mean and deviation to stay;
    /// null where there is one seed, or ten thousand would not do.
    /// </summary>
    public int? SeedsToDecide(double threshold)
    {
        var distance = Math.Abs(Mean - threshold);

        for (var seeds = Seeds + 1; Seeds > 1 && seeds <= MostSeeds; seeds += Math.Max(1, seeds / 100))
            if (HalfWidthAt(seeds) < distance)
                return seeds;

        return null;
    }

    /// <summary>Mean and interval: <c>0.0312 ± 0.0041 over 8 seeds</c>.</summary>
    public string ToString(string format) => Seeds switch
    {
        0 => "not measured",
        1 => $"{Text(Mean, format)}, one seed",
        _ => $"{Text(Mean, format)} ± {Text(HalfWidth, format)} over {Seeds} seeds",
    };

    /// <summary>The difference from, or ratio to, another figure of the same seeds.</summary>
    /// <param name="other">The other figure.</param>
    /// <param name="compare">What is made of the two figures of a seed.</param>
    public OverSeeds With(OverSeeds other, Func<double, double, double> compare) =>
        new([.. Values.Zip(other.Values, compare)]);

    private static string Text(double number, string format) => number.ToString(format, CultureInfo.InvariantCulture);

    private double HalfWidthAt(int seeds) =>
        StudentT.InvCDF(0, 1, seeds - 1, 1 - (1 - Confidence) / 2) * Deviation / Math.Sqrt(seeds);
}
