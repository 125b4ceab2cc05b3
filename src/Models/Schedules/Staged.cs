using Riverrun.Models.Plans;

namespace Riverrun.Models.Schedules;

/// <summary>A fixed DAG of stages: a branch for each step of the plan, from where the step before it ended.</summary>
public sealed class Staged : IPolicy
{
    /// <inheritdoc/>
    public IReadOnlyList<BranchPlan> Plan(River river)
    {
        var plans = new Dictionary<string, BranchPlan>(StringComparer.Ordinal);
        var followed = river.Spec.StagedPlan.Select(step => step.After).ToHashSet();

        foreach (var step in river.Spec.StagedPlan)
        {
            BranchStart start = step.After is null
                ? new BranchStart.Fresh()
                : new BranchStart.FromCheckpoint(step.After, plans[step.After].EndStep, step.Carry);

            plans[step.Name] =
                new BranchPlan(
                    step.Name, start, Stages(step, start.Step, !followed.Contains(step.Name)), step.Workload);
        }

        return [.. plans.Values];
    }

    /// <inheritdoc/>
    public IReadOnlyList<Stage> PathTo(River river, long budget) =>
        throw new InvalidOperationException("A staged plan is fixed; it takes no further budgets.");

    /// <inheritdoc/>
    public long Departure(River river, long budget) => 0;

    private static List<Stage> Stages(StagedStep step, long start, bool delivers)
    {
        var rate = step.LearningRate;

        if (step.Steps == 0)
            return [new Stage("birth", start, 0, new Phase.Stable(), rate.Peak, delivers && start > 0 ? start : null)];

        var decay = rate.DecayLength is { Basis: DecayBasis.Steps, Value: 0 }
            ? 0 : rate.DecayLength.StepsFor(step.Steps, 0);
        var stages = new List<Stage>()
            .Then("warm-up", rate.WarmUpSteps, new Phase.WarmUp(rate.WarmUpSteps), rate.Peak)
            .Then("stable", step.Steps - decay, new Phase.Stable(), rate.Peak)
            .Then("decay", step.Steps, new Phase.Decaying(rate.DecayShape, decay, rate.FloorRatio), rate.Peak)
            .ConvertAll(stage => stage with { FirstStep = stage.FirstStep + start });

        if (delivers)
            stages[^1] = stages[^1] with { Budget = stages[^1].EndStep };

        return stages;
    }
}
