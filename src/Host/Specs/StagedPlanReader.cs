using Riverrun.Actors.Identity;
using Riverrun.Host.Hocon;
using Riverrun.Models.Plans;
using Riverrun.Models.Schedules;

namespace Riverrun.Host.Specs;

/// <summary>Reads <c>stages = [ … ]</c>, the fixed plan of policy <c>staged</c>.</summary>
internal static class StagedPlanReader
{
    private static readonly string[] WorkloadKeys = ["model", "data", "optimizer", "evaluation", "objective", "controls"];

    /// <summary>Reads the plan and the workloads that differ from the run's own, by the name of their stage.</summary>
    public static (IReadOnlyList<StagedStep> Plan, IReadOnlyDictionary<string, Workload> Workloads) Read(
        Section root, HoconObject tree, PolicyKind policy, Section rates)
    {
        var plan = new List<StagedStep>();
        var workloads = new Dictionary<string, Workload>(StringComparer.Ordinal);
        var written = root.Find("stages");

        if (policy != PolicyKind.Staged)
            return written is null
                ? (plan, workloads)
                : throw root.Wrong("stages", "belongs to policy staged only");

        if (written is not HoconArray { Items.Count: > 0 } stages || stages.Items.Any(item => item is not HoconObject))
            throw root.Wrong("stages", "must be [ { name = …, steps = … }, … ] with at least one stage");

        if (stages.Items.Count > BudgetRules.Most)
            throw new InvalidConfigurationException(
                stages.Origin, $"{root.PathOf("stages")} has {stages.Items.Count} stages; it must have at most {BudgetRules.Most}.");

        for (var i = 0; i < stages.Items.Count; i++)
            plan.Add(ReadStage(root.Beside((HoconObject)stages.Items[i], $"stages[{i}]"), (HoconObject)stages.Items[i]));

        return (plan, workloads);

        StagedStep ReadStage(Section stage, HoconObject node)
        {
            var name = stage.Text("name");

            if (!RunId.IsValid(name) || name == RunSpec.MainWorkload)
                throw stage.Wrong(
                    "name",
                    "must be at most 64 lower-case letters, digits, '.', '_' and '-', beginning with a letter or digit, "
                    + $"and not {RunSpec.MainWorkload}");

            if (plan.Any(earlier => earlier.Name == name))
                throw stage.Wrong("name", "must differ from those of the stages before");

            var after = stage.Has("after") ? stage.Text("after") : null;

            if (after is not null && plan.All(earlier => earlier.Name != after))
                throw stage.Wrong("after", plan.Count == 0
                    ? "must be left out of the first stage"
                    : $"must be one of the stages before: {string.Join(", ", plan.Select(earlier => earlier.Name))}");

            var carry = stage.Child("carry");
            _ = stage.Child("learning-rate");
            var step = new StagedStep(
                name,
                after,
                stage.Whole("steps", most: BudgetRules.MostSteps),
                Workload(name, node, stage),
                LearningRateReader.Read(
                    rates.Over(stage.Find("learning-rate") as HoconObject, stage.PathOf("learning-rate")), mayOmitDecay: true),
                new Carry(carry.Flag("moments", true), carry.Flag("data-position", true)));

            carry.Complete();
            stage.Complete();
            Check(step, stage);

            return step;
        }

        string Workload(string name, HoconObject node, Section stage)
        {
            // Every key is asked for, so that the stage knows all four.
            if (WorkloadKeys.Where(stage.Has).ToList() is [])
                return RunSpec.MainWorkload;

            var layer = new HoconObject(node.Origin);
            var own = new HoconObject(node.Origin);

            foreach (var key in WorkloadKeys)
            {
                if (tree.Items.TryGetValue(key, out var lower))
                    layer.Set(key, lower);

                if (node.Items.TryGetValue(key, out var upper))
                    own.Set(key, upper);
            }

            workloads[name] = WorkloadReader.Read(stage.Beside(own.Over(layer), stage.Path));

            return name;
        }
    }

    private static void Check(StagedStep step, Section stage)
    {
        var rates = step.LearningRate;
        var decay = rates.DecayLength is { Basis: DecayBasis.Steps, Value: 0 } ? 0 : rates.DecayLength.StepsFor(step.Steps, 0);

        if (rates.WarmUpSteps + decay > step.Steps)
            throw stage.Wrong(
                "steps", $"must be at least {rates.WarmUpSteps + decay}, its {rates.WarmUpSteps} steps of warm-up and {decay} of decay");

        if (decay > 0 && rates.FloorRatio == 0 && Decay.NeedsFloor(rates.DecayShape))
            throw stage.Wrong(
                "learning-rate",
                $"must have a floor-ratio above 0 for a decay of shape {rates.DecayShape.ToString().ToLowerInvariant()}");
    }
}
