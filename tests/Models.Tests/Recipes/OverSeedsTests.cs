using Riverrun.Models.Recipes;

namespace Riverrun.Models.Tests.Recipes;

/// <summary>Student's interval against the numbers of printed tables, and the three verdicts.</summary>
public sealed class OverSeedsTests
{
    private static readonly OverSeeds Ten = new([3, 5, 7, 9, 11, 3, 5, 7, 9, 11]);

    [Fact]
    public void The_interval_is_that_of_the_table_of_t()
    {
        // Mean 7, s² = 80 / 9; t of 9 degrees at 0.975 is 2.2622 in every table.
        Assert.Equal(7, Ten.Mean);
        Assert.Equal(Math.Sqrt(80.0 / 9), Ten.Deviation, 1e-12);
        Assert.Equal(2.2622 * Math.Sqrt(80.0 / 9 / 10), Ten.HalfWidth, 1e-4);
        Assert.Equal(12.7062 * Math.Sqrt(2) / Math.Sqrt(2), new OverSeeds([0, 2]).HalfWidth, 1e-3); // One degree.
        Assert.Equal("7.0 ± 2.1 over 10 seeds", Ten.ToString("0.0"));
    }

    [Theory]
    [InlineData(9.2, Verdict.Holds, Verdict.DoesNotHold)]
    [InlineData(8, Verdict.Undecided, Verdict.Undecided)]
    [InlineData(6, Verdict.Undecided, Verdict.Undecided)]
    [InlineData(4.8, Verdict.DoesNotHold, Verdict.Holds)]
    public void A_threshold_within_the_interval_is_undecided(double threshold, Verdict atMost, Verdict atLeast)
    {
        Assert.Equal(atMost, Ten.IsAtMost(threshold));
        Assert.Equal(atLeast, Ten.IsAtLeast(threshold));
    }

    [Fact]
    public void The_seeds_that_would_decide_are_the_first_whose_interval_leaves_the_threshold_out()
    {
        // s = 2.9814: with 37 seeds the half-width is 2.0281 · s / √37 = 0.994, with 36 it is 2.0301 · s / 6 = 1.009.
        Assert.Equal(37, Ten.SeedsToDecide(8));
        Assert.Null(Ten.SeedsToDecide(7));
        Assert.Null(new OverSeeds([1]).SeedsToDecide(2));
    }

    [Fact]
    public void One_seed_decides_nothing()
    {
        Assert.Equal(Verdict.Undecided, new OverSeeds([1]).IsAtMost(1_000));
        Assert.Equal("1.0, one seed", new OverSeeds([1]).ToString("0.0"));
    }

    [Fact]
    public void What_was_not_measured_decides_nothing()
    {
        var none = new OverSeeds([]);

        Assert.Equal(
            (Verdict.Undecided, Verdict.Undecided, "not measured"),
            (none.IsAtMost(1), none.IsAtLeast(1), none.ToString("0")));
        Assert.Null(none.SeedsToDecide(0));
    }

    [Fact]
    public void Without_any_spread_the_threshold_itself_is_kept()
    {
        Assert.Equal(Verdict.Holds, new OverSeeds([1, 1, 1]).IsAtMost(1));
        Assert.Equal(Verdict.Holds, new OverSeeds([1, 1, 1]).IsAtLeast(1));
        Assert.Equal(Verdict.DoesNotHold, new OverSeeds([1, 1, 1]).IsAtMost(0.999));
    }
}
