namespace Riverrun.Models.Plans;

/// <summary>What a branch has trained: what a changed plan must not contradict.</summary>
/// <param name="Stages">The stages it walked through, as far as <paramref name="End"/> at least.</param>
/// <param name="From">Its first step.</param>
/// <param name="End">Steps of ancestry it has taken.</param>
/// <param name="Stored">Steps at which its state is stored, or is being stored.</param>
public sealed record TrainedPath(
    IReadOnlyList<Stage> Stages, long From, long End, IReadOnlyCollection<long> Stored)
{
    /// <summary>
    /// The first step at which <paramref name="plan"/> would have gone another way: a step it takes at another rate, or
    /// the end of a stage that was passed without storing the state there. Null when the branch can follow it.
    /// </summary>
    public long? FirstConflict(IReadOnlyList<Stage> plan)
    {
        var rate = StageList.FirstDisagreement(Stages, plan, From, End);

        var stored = Stored.ToHashSet();
        var missed = plan
            .Select(stage => stage.EndStep)
            .Where(end => end > From && end <= End && !stored.Contains(end))
            .Select(end => (long?)end)
            .FirstOrDefault();

        return rate is null || missed < rate ? missed : rate;
    }
}
