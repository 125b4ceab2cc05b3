using Riverrun.Models.Plans;

namespace Riverrun.Models.Schedules;

/// <summary>Which budgets a river can serve.</summary>
public static class BudgetRules
{
    /// <summary>
    /// Budgets that a run may have, or stages of a fixed plan: a plan is made whole for every change, and each looks at
    /// all others.
    /// </summary>
    public const int Most = 1000;

    /// <summary>
    /// A sentence for the first budget that cannot be served on the trunk's way, or null when all can.
    /// </summary>
    public static string? Problem(River river)
    {
        var policy = Policies.Of(river.Spec.Policy);
        var warmUp = river.Spec.LearningRate.WarmUpSteps;
        var before = 0L;

        if (river.Spec.Policy == PolicyKind.Staged)
            return null;

        foreach (var budget in river.Budgets)
        {
            if (budget <= before)
                return $"budget {budget} follows {before}; budgets must ascend.";

            if (budget <= warmUp)
                return $"budget {budget} is not beyond the warm-up of {warmUp} steps; use a later budget or a shorter "
                    + "warm-up.";

            if (policy.Problem(river, budget) is { } problem)
                return problem;

            var departure = policy.Departure(river, budget);
            var earliest = river.Spec.Policy == PolicyKind.WarmupStableDecaySimplified
                ? Math.Max(before, warmUp)
                : Math.Min(warmUp, departure);

            if (river.Spec.Policy == PolicyKind.WarmupStableDecay)
                earliest = warmUp;

            if (departure < earliest)
                return $"budget {budget} decays over {budget - departure} steps, from step {departure}, "
                    + $"but its cycle begins at step {earliest}; "
                    + $"a decay of at most {budget - earliest} steps would fit.";

            before = budget;
        }

        return null;
    }
}
