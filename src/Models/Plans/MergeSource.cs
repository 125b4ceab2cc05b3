namespace Riverrun.Models.Plans;

/// <summary>One of the checkpoints that a merged state is the sum of.</summary>
/// <param name="Branch">The branch that stored it.</param>
/// <param name="AtStep">Steps of ancestry in it.</param>
/// <param name="Coefficient">What its weights are multiplied by.</param>
public sealed record MergeSource(string Branch, long AtStep, double Coefficient)
{
    /// <summary>The mean of checkpoints of one branch: each with the same coefficient.</summary>
    public static IReadOnlyList<MergeSource> Mean(IReadOnlyList<(string Branch, long AtStep)> checkpoints) =>
        [.. checkpoints.Select(
            checkpoint => new MergeSource(checkpoint.Branch, checkpoint.AtStep, 1.0 / checkpoints.Count))];
}
