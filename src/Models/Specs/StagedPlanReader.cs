using Riverrun.Models.Hocon;
using Riverrun.Models.Plans;
using Riverrun.Models.Schedules;
using Riverrun.Models.Specs.Records;

namespace Riverrun.Models.Specs;

/// <summary>Reads <c>stages = [ … ]</c>, the fixed plan of policy <c>staged</c>.</summary>
internal static class StagedPlanReader
{
    private static readonly IReadOnlyList<string> WorkloadKeys =
        [.. RecordKey.Of(typeof(Workload)).Select(key => key.Path.Split('.')[0]).Distinct()];

    /// <summary>
    /// Reads the plan, and all workloads by name: the run's own, and those of the stages that differ from it.
    /// </summary>
    public static (IReadOnlyList<StagedStep> Plan, IReadOnlyDictionary<string, Workload> Workloads) Read(
        Section root, HoconObject tree, SpecKeys run)
    {
        var plan = new List<StagedStep>();
        var workloads = new Dictionary<string, Workload>(StringComparer.Ordinal) { [RunSpec.MainWorkload] = run.Main };
        var written = root.Find("stages");

        if (run.Policy != PolicyKind.Staged)
            return written is null ? (plan, workloads) : throw root.Wrong("stages", "belongs to policy staged only");

        if (written is not HoconArray { Items.Count: > 0 } stages || stages.Items.Any(item => item is not HoconObject))
            throw root.Wrong("stages", "must be [ { name = …, steps = … }, … ] with at least one stage");

        if (stages.Items.Count > BudgetRules.Most)
            throw new InvalidConfigurationException(
                stages.Origin,
                $"{root.PathOf("stages")} has {stages.Items.Count} stages; it must have at most {BudgetRules.Most}.");

        for (var i = 0; i < stages.Items.Count; i++)
        {
            var node = (HoconObject)stages.Items[i];
            var stage = root.Beside(node, $"stages[{i}]");
            var keys = (StageKeys)RecordReader.Read(typeof(StageKeys), stage);
            CheckNames(keys, plan, stage);

            if (Workload(node, tree, stage) is { } own)
                workloads[keys.Name] = own;

            var rates = stage.Find("learning-rate") as HoconObject;
            var step = new StagedStep(
                keys.Name,
                keys.After,
                keys.Steps,
                workloads.ContainsKey(keys.Name) ? keys.Name : RunSpec.MainWorkload,
                RecordReader.Read<LearningRateConfig>(
                    root.Child("learning-rate").Over(rates, stage.PathOf("learning-rate"))),
                keys.Carry);

            stage.Complete();
            CheckRates(step, stage);
            plan.Add(step);
        }

        return (plan, workloads);
    }

    private static Workload? Workload(HoconObject node, HoconObject tree, Section stage)
    {
        // Every key is asked for, so that the stage knows them all.
        if (WorkloadKeys.Where(stage.Has).ToList() is [])
            return null;

        return (Workload)RecordReader.Read(typeof(Workload), stage.Beside(Part(node).Over(Part(tree)), stage.Path));
    }

    private static HoconObject Part(HoconObject node)
    {
        var part = new HoconObject(node.Origin);

        foreach (var key in WorkloadKeys)
            if (node.Items.TryGetValue(key, out var value))
                part.Set(key, value);

        return part;
    }

    private static void CheckNames(StageKeys keys, List<StagedStep> plan, Section stage)
    {
        if (plan.Any(earlier => earlier.Name == keys.Name))
            throw stage.Wrong("name", "must differ from those of the stages before");

        if (keys.After is not null && plan.All(earlier => earlier.Name != keys.After))
            throw stage.Wrong("after", plan.Count == 0
                ? "must be left out of the first stage"
                : $"must be one of the stages before: {string.Join(", ", plan.Select(earlier => earlier.Name))}");
    }

    private static void CheckRates(StagedStep step, Section stage)
    {
        if (step.Steps == 0)
            return; // What takes no step has no rate.

        var rates = step.LearningRate;
        var decay = rates.DecayLength is { Basis: DecayBasis.Steps, Value: 0 }
            ? 0 : rates.DecayLength.StepsFor(step.Steps, 0);

        if (rates.WarmUpSteps + decay > step.Steps)
            throw stage.Wrong(
                "steps", $"must be at least {rates.WarmUpSteps + decay}, its {rates.WarmUpSteps} steps of warm-up and "
                    + $"{decay} of decay");

        if (decay > 0 && rates.FloorRatio == 0 && Decay.NeedsFloor(rates.DecayShape))
            throw stage.Wrong(
                "learning-rate",
                $"must have a floor-ratio above 0 for a decay of shape "
                    + $"{rates.DecayShape.ToString().ToLowerInvariant()}");
    }
}
