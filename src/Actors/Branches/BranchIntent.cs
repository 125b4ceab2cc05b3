using Riverrun.Actors.Devices;
using Riverrun.Models.Plans;

namespace Riverrun.Actors.Branches;

/// <summary>
/// What a branch wants of the world now: a pure function of its state, asked after every event and after recovery.
/// </summary>
internal abstract record BranchIntent
{
    private BranchIntent() { }

    /// <summary>Nothing.</summary>
    public sealed record Rest : BranchIntent;

    /// <summary>A device.</summary>
    public sealed record WantDevice : BranchIntent
    {
        /// <summary>
        /// Whether a branch that has waited for so many repeats asks again: soon, for a message can be lost, then at
        /// every fifth, for ten thousand may wait, and a new placement must hear all of them within seconds.
        /// </summary>
        public static bool IsAskedAgainAt(int repeat) => repeat <= 3 || repeat % 5 == 0;
    }

    /// <summary>
    /// That its device trains <paramref name="Stage"/>, from <paramref name="From"/>
    /// if it has not begun under this lease.
    /// </summary>
    public sealed record Train(Stage Stage, Origin From) : BranchIntent;

    /// <summary>That its device lets go.</summary>
    public sealed record LetGo(bool SaveFirst) : BranchIntent;

    /// <summary>The intent of a state.</summary>
    /// <param name="state">The branch.</param>
    /// <param name="reached">How far its device has trained under the lease in force; null when it has not been told to
    /// begin.</param>
    public static BranchIntent Of(BranchState state, long? reached)
    {
        var wants = state is { Order.Wish: Wish.Train, Failure: null } && !state.IsDone;

        if (state.Lease is null)
            return wants ? new WantDevice() : new Rest();

        if (!wants)
            return new LetGo(SaveFirst: state is { Order.Wish: Wish.Pause, Failure: null });

        return (state.Order!.Plan.Birth() ?? state.Order.Plan.StageOf(reached ?? state.ResumeStep)) is { } stage
            ? new Train(stage, reached is null ? Begin(state) : new Origin.GoOn())
            : new Rest();
    }

    private static Origin Begin(BranchState state) => (state.Latest, state.Order!.Plan.Start, state.Order.Start) switch
    {
        ({ } latest, _, _) => new Origin.Checkpoint(latest.Digest, latest.Step, Carry.Everything),
        (null, BranchStart.FromCheckpoint from, { } digest) => new Origin.Checkpoint(digest, from.AtStep, from.Carry),
        (null, BranchStart.Merge merge, _) when state.Order.Sources is { } digests =>
            new Origin.Merge(
                [.. merge.From.Zip(digests, (source, digest) => new Origin.Part(digest, source.Coefficient))]),
        _ => new Origin.Fresh(),
    };
}
