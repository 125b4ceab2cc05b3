using Riverrun.Actors.Identity;
using Riverrun.Host.Hocon;
using Riverrun.Host.Settings;
using Riverrun.Models.Plans;
using Riverrun.Models.Schedules;

namespace Riverrun.Host.Specs;

/// <summary>Turns the tree of a spec, all layers merged, into a <see cref="RunSpec"/>. Pure.</summary>
internal static class SpecReader
{
    /// <summary>What a spec calls its recipe when it started from none.</summary>
    public const string NoRecipe = "none";

    /// <summary>Reads a spec.</summary>
    /// <exception cref="InvalidConfigurationException">A key or a value is wrong, or values contradict each other.</exception>
    public static ReadSpec Read(HoconObject tree)
    {
        var readings = new Readings();
        var root = new Section(tree, "", readings);
        var policy = root.Choice<PolicyKind>("policy");
        var rates = root.Child("learning-rate");
        var checkpoints = root.Child("checkpoints");
        var workloads = new Dictionary<string, Workload>(StringComparer.Ordinal) { [RunSpec.MainWorkload] = WorkloadReader.Read(root) };
        var (stages, stageWorkloads) = StagedPlanReader.Read(root, tree, policy, rates);

        foreach (var (name, workload) in stageWorkloads)
            workloads[name] = workload;

        var spec = new RunSpec(
            Name(root),
            root.Text("recipe", NoRecipe),
            root.Whole("seed", otherwise: 1, least: 0),
            policy,
            root.Wholes("budgets", BudgetRules.MostSteps),
            LearningRateReader.Read(rates, mayOmitDecay: policy == PolicyKind.Staged),
            workloads,
            stages,
            new CheckpointConfig(
                checkpoints.Whole("every-steps", otherwise: 0, least: 0),
                checkpoints.Count("keep-recent", otherwise: 2)),
            SettingsReader.ReadDevice(root.Child("device"), new DeviceConfig(DeviceKind.Cpu, 1, Precision.Full)),
            Scheduling(root.Child("scheduling")) is var scheduling && root.Has("scheduling") ? scheduling : null,
            policy == PolicyKind.WarmupStableMerge ? Merge(root.Child("merge")) : null);

        checkpoints.Complete();
        root.Complete();
        SpecChecks.Check(spec, root);

        return new ReadSpec(spec, HoconWriter.Write(tree), DataWritten(root.Child("data")))
        {
            Values = readings.Values,
            Keys = readings.Asked,
        };
    }

    private static SchedulingConfig Scheduling(Section section)
    {
        var scheduling = new SchedulingConfig(
            (int)section.Whole("priority", otherwise: 0, least: -1000, most: 1000),
            section.Size("memory", 0, 1L << 50, otherwise: 0));
        section.Complete();

        return scheduling;
    }

    private static MergeConfig Merge(Section section)
    {
        var merge = new MergeConfig(
            (int)section.Whole("checkpoints", otherwise: MergeConfig.Default.Checkpoints, least: 2, most: BudgetRules.Most),
            section.Number(
                "window", MergeConfig.Default.Window, value => value is > 0 and <= 1, "above 0 and at most 1, a fraction of the budget"));
        section.Complete();

        return merge;
    }

    private static string DataWritten(Section data)
    {
        var key = data.Find("files") is HoconArray && (data.Find("kind") as HoconValue)?.Text == "text" ? "files" : "kind";

        return data.Find(key) is { } written ? $"{written.Origin}: {data.PathOf(key)} is {written}" : "the objective's own data";
    }

    private static string Name(Section root)
    {
        var name = root.Text("name");

        return RunId.IsValid(name)
            ? name
            : throw root.Wrong(
                "name", "must be at most 64 lower-case letters, digits, '.', '_' and '-', beginning with a letter or digit");
    }
}
