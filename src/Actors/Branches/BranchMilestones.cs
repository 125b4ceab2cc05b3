namespace Riverrun.Actors.Branches;

/// <summary>What a branch tells its run, from its state and its events. Pure.</summary>
internal static class BranchMilestones
{
    /// <summary>The milestones that these events are.</summary>
    public static IReadOnlyList<BranchMilestone> Of(
        string branch, BranchState state, IReadOnlyList<BranchEvent> stored) =>
    [
        .. stored.Select(e => (BranchMilestone?)(e switch
        {
            BranchEvent.CheckpointSaved saved => Stored(
                branch, state, new StoredCheckpoint(saved.Step, saved.Digest, saved.Reason, state.Computed(saved))),
            BranchEvent.ReplayChecked or BranchEvent.ReplayDiverged => Replays(branch, state),
            BranchEvent.Completed completed => new BranchMilestone.Completed(completed.Step) { Branch = branch },
            BranchEvent.Failed failed =>
                new BranchMilestone.Failed(failed.Reason, state.Order?.Attempt ?? 0) { Branch = branch },
            _ => null,
        })).OfType<BranchMilestone>(),
    ];

    /// <summary>Every milestone so far, for a run that may have missed some.</summary>
    /// <param name="branch">The branch that speaks.</param>
    /// <param name="state">Its state, with an order.</param>
    /// <param name="planRefused">Whether it refuses the plan that its run has just sent.</param>
    public static IReadOnlyList<BranchMilestone> All(string branch, BranchState state, bool planRefused) =>
    [
        .. state.Checkpoints.Select(checkpoint => Stored(branch, state, checkpoint)),
        .. state.ReplayedSteps + state.Divergences > 0 ? [Replays(branch, state)] : Array.Empty<BranchMilestone>(),
        .. state.Failure is { } reason
            ? [new BranchMilestone.Failed(reason, state.Order?.Attempt ?? 0) { Branch = branch }]
            : Array.Empty<BranchMilestone>(),
        .. state.CompletedAt is { } step
            ? [new BranchMilestone.Completed(step) { Branch = branch }]
            : Array.Empty<BranchMilestone>(),
        .. planRefused
        ? [new BranchMilestone.PlanRefused(state.Trained) { Branch = branch }] : Array.Empty<BranchMilestone>(),
    ];

    /// <summary>Where the branch is.</summary>
    public static BranchMilestone.Progressed Progress(
        string branch, BranchState state, bool training, StepSpeed? speed) => new(
        state.Step, Status(state, training), state.Lease?.Device, speed?.LossNats, speed?.LearningRate,
        training ? speed?.StepsPerSecond ?? 0 : 0, training ? speed?.TokensPerSecond ?? 0 : 0,
        speed?.Figures, speed?.Controls)
        {
            Branch = branch,
        };

    private static string Status(BranchState state, bool training) => state switch
    {
        { Failure: not null } => "failed",
        { CompletedAt: not null } => "completed",
        { Order.Wish: Wish.Cancel } => "cancelled",
        { Order.Wish: Wish.Pause } => "paused",
        _ => training ? "training" : "waiting",
    };

    private static BranchMilestone.ReplayDone Replays(string branch, BranchState state) =>
        new(state.ReplayedSteps, state.Divergences) { Branch = branch };

    private static BranchMilestone.CheckpointStored Stored(
        string branch, BranchState state, StoredCheckpoint checkpoint) => new(
        checkpoint.Step, checkpoint.Digest, checkpoint.Reason,
        state.Evaluations.FirstOrDefault(known => known.Step == checkpoint.Step)?.Evaluation, checkpoint.On)
        {
            Branch = branch,
        };
}
