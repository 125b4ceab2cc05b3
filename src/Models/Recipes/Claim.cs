namespace Riverrun.Models.Recipes;

/// <summary>Something that a paper says, held against what was measured. Its threshold stands before the run.</summary>
/// <param name="Statement">What is claimed, with its threshold.</param>
/// <param name="Measured">What was measured, as text.</param>
/// <param name="Verdict">What that says of the claim.</param>
public sealed record Claim(string Statement, string Measured, Verdict Verdict)
{
    /// <summary>
    /// Seeds in all that would decide it, if the spread stays; null where it is decided, or no number would.
    /// </summary>
    public int? SeedsToDecide { get; init; }

    /// <summary>A claim that is true or false of the bits themselves, with no statistics in it.</summary>
    public static Claim Exact(string statement, string measured, bool holds) =>
        new(statement, measured, holds ? Verdict.Holds : Verdict.DoesNotHold);

    /// <summary>That a figure is at most a threshold.</summary>
    /// <param name="statement">The claim in words.</param>
    /// <param name="figure">The figure, seed by seed.</param>
    /// <param name="threshold">The most that it may be.</param>
    /// <param name="format">How its numbers are written, such as <c>0.0000</c>.</param>
    public static Claim AtMost(string statement, OverSeeds figure, double threshold, string format) =>
        Of(statement, figure, figure.IsAtMost(threshold), threshold, format);

    /// <summary>That a figure is at least a threshold.</summary>
    /// <param name="statement">The claim in words.</param>
    /// <param name="figure">The figure, seed by seed.</param>
    /// <param name="threshold">The least that it may be.</param>
    /// <param name="format">How its numbers are written.</param>
    public static Claim AtLeast(string statement, OverSeeds figure, double threshold, string format) =>
        Of(statement, figure, figure.IsAtLeast(threshold), threshold, format);

    private static Claim Of(string statement, OverSeeds figure, Verdict verdict, double threshold, string format) =>
        new(statement, figure.ToString(format), verdict)
        {
            SeedsToDecide = verdict == Verdict.Undecided ? figure.SeedsToDecide(threshold) : null,
        };
}
