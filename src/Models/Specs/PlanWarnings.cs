using Riverrun.Models.Plans;
using Riverrun.Models.Schedules;

namespace Riverrun.Models.Specs;

/// <summary>
/// What a plan does that is allowed and hardly meant: rates are a function of the step and its formula, and a phase of
/// one step
/// has room for nothing but the formula's first value.
/// </summary>
public static class PlanWarnings
{
    /// <summary>A sentence for each.</summary>
    public static IReadOnlyList<string> Of(RunSpec spec) =>
        [.. Policies.Plan(spec).SelectMany(branch => branch.Stages.SelectMany((_, i) => Of(spec, branch, i)))
            .Distinct()];

    private static IEnumerable<string> Of(RunSpec spec, BranchPlan branch, int i)
    {
        var stage = branch.Stages[i];
        var where = $"{spec.Name}/{branch.Name}: {stage.Name} at step {stage.FirstStep}";

        if (stage.Phase is Phase.WarmUp { Length: 1 })
            yield return $"{where} is a warm-up of one step, whose rate is 0, so it changes no weight; "
                + "take learning-rate.warm-up-steps = 0 for none, or at least 2.";

        if (stage.Phase is not Phase.Decaying decay)
            yield break;

        if (decay.Length == 1)
            yield return $"{where} is a decay of one step, whose rate is the peak, so {To(stage)} is not decayed; "
                + (spec.Policy is PolicyKind.Cosine or PolicyKind.CyclicCosine
                    ? "move the budget further from the one before."
                    : "make learning-rate.decay.value longer, at least 2 steps.");
        else if (spec.Policy == PolicyKind.WarmupStableDecaySimplified
            && (i == 0 || branch.Stages[i - 1].Phase is not Phase.Stable))
            yield return $"{where} is a decay of {decay.Length} steps with no stable steps before it, so {To(stage)} "
                + "was "
                + "trained at the peak for one step only; make learning-rate.decay.value shorter.";
    }

    private static string To(Stage stage) => stage.Budget is { } budget
        ? $"the model of budget {budget}" : "its last state";
}
