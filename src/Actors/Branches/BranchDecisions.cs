using Riverrun.Actors.EventSourcing;
using Riverrun.Actors.Placement;

namespace Riverrun.Actors.Branches;

/// <summary>What a branch makes of an order of its run.</summary>
internal static class BranchDecisions
{
    /// <summary>
    /// Opens the branch, takes over what is new in the order, or refuses a plan that contradicts what was trained.
    /// </summary>
    public static Decision<BranchEvent> Decide(this BranchState state, BranchCommand.Follow command)
    {
        var order = command.Order;

        if (state.Order is null)
            return Decision<BranchEvent>.Accept(new BranchEvent.Opened(order));

        if (state.Trained.FirstConflict(order.Plan.Stages) is { } step)
            return Decision<BranchEvent>.Reject(
                $"Branch {order.Plan.Name} has trained {state.Step} steps; the new plan goes another way at step "
                    + $"{step}.");

        var events = new List<BranchEvent>();

        if (order.Wish != state.Order.Wish || order.Attempt != state.Order.Attempt)
            events.Add(new BranchEvent.WishChanged(order.Wish, order.Attempt));

        if (!state.Order.Plan.Stages.SequenceEqual(order.Plan.Stages))
            events.Add(new BranchEvent.PlanChanged(order.Plan));

        return Decision<BranchEvent>.Accept(events);
    }

    /// <summary>
    /// Takes a lease if a device is what the branch wants; a grant it has, or has no use for, changes nothing.
    /// </summary>
    public static Decision<BranchEvent> Decide(this BranchState state, PlacementReport report) => report switch
    {
        PlacementReport.Granted granted when granted.Lease.Epoch > state.LastEpoch && Wants(state) =>
            Decision<BranchEvent>.Accept(
            [
                .. state.Lease is { } old
                    ? [new BranchEvent.LeaseLost(old.Epoch, "A newer lease took its place.")]
                    : Array.Empty<BranchEvent>(),
                new BranchEvent.LeaseTaken(granted.Lease.Device, granted.Lease.Epoch, state.ResumeStep, granted.On),
            ]),
        PlacementReport.Revoked revoked when revoked.Lease.Epoch == state.Lease?.Epoch =>
            Decision<BranchEvent>.Accept(new BranchEvent.LeaseLost(revoked.Lease.Epoch, revoked.Cause)),
        _ => Decision<BranchEvent>.Nothing,
    };

    /// <summary>
    /// What the branch still has to say once a message is dealt with: that it is done, or that a stage begins.
    /// </summary>
    public static IReadOnlyList<BranchEvent> Consequences(this BranchState state) =>
        state is { IsDone: true, CompletedAt: null, Failure: null, Order.Wish: Wish.Train }
            ? [new BranchEvent.Completed(state.Order.Plan.EndStep)]
            : [];

    private static bool Wants(BranchState state) =>
        BranchIntent.Of(state with { Lease = null }, reached: null) is BranchIntent.WantDevice;

    /// <summary>The rate that the plan has for a step, or null when no stage takes it.</summary>
    public static double? PlannedRate(this BranchState state, long step) =>
        state.Order?.Plan.StageOf(step)?.LearningRateAt(step);
}
