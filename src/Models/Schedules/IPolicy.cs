using Riverrun.Models.Plans;

namespace Riverrun.Models.Schedules;

/// <summary>Plans the branches of a river. Pure: the same river always gives the same plan.</summary>
public interface IPolicy
{
    /// <summary>All branches that should exist, parents before their children.</summary>
    IReadOnlyList<BranchPlan> Plan(River river);

    /// <summary>The stages from step 0 to the model of <paramref name="budget"/>, as if it were the last one of the river.</summary>
    IReadOnlyList<Stage> PathTo(River river, long budget);

    /// <summary>
    /// The last step at which a branch can leave the trunk and still deliver <paramref name="budget"/>;
    /// 0 where each budget starts from scratch.
    /// </summary>
    long Departure(River river, long budget);
}
