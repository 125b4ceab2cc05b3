using Riverrun.Models.Plans;

namespace Riverrun.Models.Schedules;

/// <summary>Plans the branches of a river. Pure: the same river always gives the same plan.</summary>
public interface IPolicy
{
    /// <summary>All branches that should exist, parents before their children.</summary>
    IReadOnlyList<BranchPlan> Plan(River river);

    /// <summary>
    /// The stages from step 0 to the model of <paramref name="budget"/>, as if it were the last one of the river.
    /// </summary>
    IReadOnlyList<Stage> PathTo(River river, long budget);

    /// <summary>
    /// The last step at which a branch can leave the trunk and still deliver <paramref name="budget"/>;
    /// 0 where each budget starts from scratch.
    /// </summary>
    long Departure(River river, long budget);

    /// <summary>What makes the model of a budget, for sentences: "its decay begins at step 360".</summary>
    string Ending => "decay";

    /// <summary>
    /// A sentence that says why a budget cannot be served, where that is this policy's own reason; else null.
    /// </summary>
    string? Problem(River river, long budget) => null;
}
