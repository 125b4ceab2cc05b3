namespace Riverrun.Actors.Edge;

/// <summary>When a branch took its steps and was measured, and what it read; times are those of its events.</summary>
/// <param name="Slices">Gapless over the branch's own steps.</param>
/// <param name="Evaluations">One entry for each of <see cref="BranchHistory.Evaluations"/>.</param>
public sealed record BranchTimes(IReadOnlyList<SliceTime> Slices, IReadOnlyList<DateTimeOffset> Evaluations)
{
    /// <summary>When the measurement with that index was made; null where nothing tells.</summary>
    public DateTimeOffset? OfEvaluation(int index) => index < Evaluations.Count ? Evaluations[index] : null;
}

/// <summary>The steps that one event tells of.</summary>
/// <param name="FirstStep">Index of the first.</param>
/// <param name="Steps">How many, at least 1.</param>
/// <param name="At">When they were stored.</param>
/// <param name="Milliseconds">What they took on the device.</param>
/// <param name="Tokens">What they read.</param>
public sealed record SliceTime(long FirstStep, int Steps, DateTimeOffset At, double Milliseconds, long Tokens);
