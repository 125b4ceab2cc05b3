using System.Diagnostics;
using Riverrun.Models.Plans;

namespace Riverrun.Models.Schedules;

/// <summary>The policies by their kind, and what they share.</summary>
public static class Policies
{
    /// <summary>The policy of that kind.</summary>
    public static IPolicy Of(PolicyKind kind) => kind switch
    {
        PolicyKind.WarmupStableDecaySimplified => new WarmupStableDecaySimplified(),
        PolicyKind.WarmupStableDecay => new WarmupStableDecay(),
        PolicyKind.WarmupStableMerge => new WarmupStableMerge(),
        PolicyKind.CyclicCosine => new CyclicCosine(),
        PolicyKind.Cosine => new Cosine(),
        PolicyKind.Staged => new Staged(),
        _ => throw new UnreachableException($"Policy {kind} is not implemented."),
    };

    /// <summary>The branches of a run as it is started.</summary>
    public static IReadOnlyList<BranchPlan> Plan(RunSpec spec) => PlanOf(River.Of(spec));

    /// <summary>The branches of a river.</summary>
    public static IReadOnlyList<BranchPlan> PlanOf(River river) =>
        river.Start is BranchStart.Merge
            ? [Birth(river.Name, river.Start, river.Spec)] : Of(river.Spec.Policy).Plan(river);

    /// <summary>A branch that takes no step: it delivers the model that it starts with.</summary>
    internal static BranchPlan Birth(string name, BranchStart start, RunSpec spec) => new(
        name, start, [
            new Stage($"merge-{start.Step}", start.Step, 0, new Phase.Stable(), spec.LearningRate.Peak, start.Step)]);

    /// <summary>A leaf for each detour: the path to its budget, from the checkpoint it leaves at.</summary>
    internal static IEnumerable<BranchPlan> DetourLeaves(this IPolicy policy, River river) =>
        river.Detours.Select(detour => new BranchPlan(
            river.LeafName(detour.Budget),
            new BranchStart.FromCheckpoint(detour.Branch, detour.AtStep, Carry.Everything),
            policy.PathTo(river, detour.Budget).From(detour.AtStep).DeliveringOnly(detour.Budget)));

    /// <summary>Where the cycle of a budget begins: at the trunk's budget before it, or at 0.</summary>
    internal static long CycleStart(this River river, long budget) =>
        river.BudgetsBefore(budget) is var before and > 0 ? river.Budgets[before - 1] : 0;

    /// <summary>
    /// How many of the trunk's budgets are smaller: found by halves, for a plan asks it of each of a thousand.
    /// </summary>
    internal static int BudgetsBefore(this River river, long budget)
    {
        var (low, high) = (0, river.Budgets.Count);

        while (low < high)
            if (river.Budgets[(low + high) / 2] < budget)
                low = (low + high) / 2 + 1;
            else
                high = (low + high) / 2;

        return low;
    }

    /// <summary>Steps of the decay that ends at <paramref name="budget"/>.</summary>
    internal static long DecaySteps(this River river, long budget) =>
        river.Spec.LearningRate.DecayLength.StepsFor(budget, river.CycleStart(budget));
}
