namespace Riverrun.Models.Plans;

/// <summary>What a plan costs, in optimizer steps.</summary>
/// <param name="Campaign">Steps of all branches together.</param>
/// <param name="Deliveries">For each budget, in the plan's order, the steps from initial weights to its model.</param>
public sealed record Ledger(long Campaign, IReadOnlyList<(long Budget, string Branch, long AncestorSteps)> Deliveries)
{
    /// <summary>Adds up the branches of a plan.</summary>
    public static Ledger Of(IReadOnlyList<BranchPlan> plan) => new(
        plan.Sum(branch => branch.EndStep - branch.Start.Step),
        [
            .. from branch in plan
               from stage in branch.Stages
               where stage.Budget is not null
               select (stage.EndStep, branch.Name, stage.EndStep),
        ]);
}
