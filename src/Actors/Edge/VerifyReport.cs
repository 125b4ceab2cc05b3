namespace Riverrun.Actors.Edge;

/// <summary>What <c>verify</c> found.</summary>
/// <param name="Checks">One a line, in the order in which they were made.</param>
public sealed record VerifyReport(IReadOnlyList<VerifyCheck> Checks)
{
    /// <summary>Whether nothing is wrong.</summary>
    public bool Ok => Checks.All(check => check.Ok);
}

/// <summary>
/// One check: <paramref name="Name"/> such as <c>checkpoints</c>, <c>journal</c>, <c>rates</c>, <c>ledger</c>,
/// <c>replay</c>; <paramref name="Detail"/> is a sentence with counts, or with the first thing wrong. A check that
/// cannot be made here is no fault of the run: it is <paramref name="Ok"/>, and the sentence says that nothing was
/// checked and why.
/// </summary>
public sealed record VerifyCheck(string Name, bool Ok, string Detail);
