using Riverrun.Actors.Branches;
using Riverrun.Actors.Devices;
using Riverrun.Actors.EventSourcing;
using Riverrun.Actors.Tests.Support;
using Riverrun.Models.Checkpoints;
using Riverrun.Models.Plans;
using Riverrun.Models.Schedules;
using Riverrun.Models.Training;

namespace Riverrun.Actors.Tests.Branches;

/// <summary>
/// Branches in states that tests begin with: WSD-S with budgets 40 and 80, warm-up 10, a checkpoint every 25 steps.
/// </summary>
internal static class Branch
{
    public static readonly BranchOrder Order = OrderFor(40, 80);

    public static BranchState Opened => BranchState.Empty.Apply(new BranchEvent.Opened(Order));

    public static BranchState Leased => Opened.Apply(new BranchEvent.LeaseTaken("device:0", 1, 0));

    /// <summary>
    /// Trained to a step in one slice a stage, with checkpoints where they are due and their losses 0, 1, 2, …
    /// </summary>
    public static BranchState TrainedTo(long step, params long[] checkpoints) => checkpoints
        .Where(at => at <= step)
        .Aggregate(
            Order.Plan.Stages.Until(step)
                .Aggregate(Leased, (state, stage) => state.Apply(Steps(stage.FirstStep, stage.Steps))),
            (state, at) => state.Apply(new BranchEvent.CheckpointSaved(at, Digest(at), "periodic")));

    public static BranchOrder OrderFor(params long[] budgets) =>
        OrderFor(PolicyKind.WarmupStableDecaySimplified, budgets);

    public static BranchOrder OrderFor(PolicyKind policy, params long[] budgets)
    {
        var spec = Specs.Of(policy, budgets);

        return new BranchOrder(
            Policies.Plan(spec)[0], null, 1, spec.Main, spec.Checkpoints, spec.Device, Wish.Train, 0);
    }

    public static CheckpointDigest Digest(long n) => CheckpointDigest.FromHash([.. Enumerable.Repeat((byte)n, 32)]);

    public static BranchEvent.StepsTaken Steps(long first, long count)
    {
        var slice = Slice(first, count);

        return new BranchEvent.StepsTaken(
            first, slice.Losses, slice.LearningRates, slice.GradientNorms, slice.Tokens, 1);
    }

    public static StepSlice Slice(long first, long count, float shift = 0, IReadOnlyList<Stage>? plan = null)
    {
        var steps = Enumerable.Range((int)first, (int)count).ToList();

        return new StepSlice(
            first,
            [.. steps.Select(step => step + shift)],
            [.. steps.Select(step => StageOf(step).LearningRateAt(step))],
            [.. steps.Select(step => (float)step)],
            count,
            TimeSpan.FromMilliseconds(1));

        Stage StageOf(int step) =>
            (plan ?? Order.Plan.Stages).Single(stage => step >= stage.FirstStep && step < stage.EndStep);
    }

    public static DeviceReport.Progressed Progressed(StepSlice slice, long epoch = 1, long? stageEnd = null) =>
        new(slice, stageEnd ?? Order.Plan.StageOf(slice.FirstStep)?.EndStep ?? 0) { Epoch = epoch };

    public static Decision<BranchEvent> Told(this BranchState state, DeviceReport report) =>
        state.Decide(report, stopOnDivergence: true);

    public static BranchState After(this BranchState state, Decision<BranchEvent> decision) =>
        decision.Events.Aggregate(state, (folded, e) => folded.Apply(e));
}
