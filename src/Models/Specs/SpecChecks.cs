using Riverrun.Models.Hocon;
using Riverrun.Models.Plans;
using Riverrun.Models.Schedules;
using Riverrun.Models.Training.Births;

namespace Riverrun.Models.Specs;

/// <summary>Refuses values that are right one by one and contradict each other.</summary>
internal static class SpecChecks
{
    /// <summary>Checks budgets, warm-up and decay of a spec.</summary>
    public static void Check(RunSpec spec, Section root)
    {
        if (spec.Merge is null && root.Has("merge"))
            throw root.Wrong("merge", "belongs to policy wsm only");

        if (spec.Policy == PolicyKind.Staged)
        {
            if (spec.Budgets.Count > 0)
                throw root.Wrong("budgets", "must be left out: the stages of policy staged say what is delivered");

            if (CarriedWeights.Problem(spec) is { } problem)
                throw root.Wrong("stages", $"cannot be trained one after the other: {problem.TrimEnd('.')}");

            if (Transfers.Problem(spec) is { } obstacle)
                throw root.Wrong("stages", $"cannot be trained one after the other: {obstacle.TrimEnd('.')}");

            return;
        }

        if (spec.Budgets.Count == 0)
            throw root.Wrong("budgets", "must be at least one number of steps, such as [400, 800, 1600]");

        if (spec.Budgets.Count > BudgetRules.Most)
            throw new InvalidConfigurationException(
                root.Find("budgets")!.Origin, // There are budgets, so somebody has written them.
                $"{root.PathOf("budgets")} has {spec.Budgets.Count} numbers; it must have at most {BudgetRules.Most}.");

        var rates = spec.LearningRate;
        var previous = 0L;

        if (rates.DecayLength is { Basis: DecayBasis.Steps, Value: 0 })
            throw root.Child("learning-rate").Child("decay")
                .Wrong("value", $"must be a whole number from 1 to {RunSpec.MostSteps}");

        foreach (var budget in spec.Budgets)
        {
            if (budget <= previous)
                throw root.Wrong("budgets", $"must ascend without repeating, and {budget} comes after {previous}");

            if (budget <= rates.WarmUpSteps)
                throw root.Wrong(
                    "budgets", $"must begin above learning-rate.warm-up-steps, which is {rates.WarmUpSteps}");

            CheckDecay(spec, root, budget, previous);
            previous = budget;
        }
    }

    private static void CheckDecay(RunSpec spec, Section root, long budget, long previous)
    {
        if (Policies.Of(spec.Policy).Problem(River.Of(spec), budget) is { } problem)
            throw root.Wrong("budgets", $"cannot be served: {problem.TrimEnd('.')}");

        if (spec.Policy is PolicyKind.Cosine or PolicyKind.CyclicCosine or PolicyKind.WarmupStableMerge)
            return;

        var rates = spec.LearningRate;
        var section = root.Child("learning-rate");

        if (rates.FloorRatio == 0 && Decay.NeedsFloor(rates.DecayShape))
            throw section.Wrong(
                "floor-ratio",
                $"must be above 0 for a decay of shape {rates.DecayShape.ToString().ToLowerInvariant()}, "
                + "which divides by it");

        // The trunk of WSD never decays, so only its warm-up bounds where a leaf may leave it.
        var bound = Math.Max(rates.WarmUpSteps, spec.Policy == PolicyKind.WarmupStableDecay ? 0 : previous);
        var decay = rates.DecayLength.StepsFor(budget, previous);

        if (budget - decay < bound)
            throw section.Child("decay").Wrong("value", string.Create(
                System.Globalization.CultureInfo.InvariantCulture,
                $"makes the decay to budget {budget} {decay} steps long, "
                + $"and it must be at most {budget - bound} to begin after "
                + $"{(bound == previous && previous > 0 ? $"budget {previous}" : $"{bound} steps of warm-up")}"));
    }
}
