using Riverrun.Models.Hocon;
using Riverrun.Models.Plans;
using Riverrun.Models.Specs.Records;

namespace Riverrun.Models.Specs;

/// <summary>Turns the tree of a spec, all layers merged, into a <see cref="RunSpec"/>. Pure.</summary>
public static class SpecReader
{
    /// <summary>What a spec calls its recipe when it started from none.</summary>
    public const string NoRecipe = "none";

    /// <summary>Reads a spec.</summary>
    /// <exception cref="InvalidConfigurationException">A key or a value is wrong, or values contradict each
    /// other.</exception>
    public static ReadSpec Read(HoconObject tree)
    {
        var readings = new Readings();
        var root = new Section(tree, "", readings);
        var keys = (SpecKeys)RecordReader.Read(typeof(SpecKeys), root);
        var (stages, workloads) = StagedPlanReader.Read(root, tree, keys);
        root.Complete();

        var spec = new RunSpec(
            keys.Name,
            keys.Recipe,
            keys.Seed,
            keys.Policy,
            keys.Budgets,
            keys.LearningRate,
            workloads,
            stages,
            keys.Checkpoints,
            keys.Device,
            root.Has("scheduling") ? keys.Scheduling : null,
            keys.Policy == PolicyKind.WarmupStableMerge ? keys.Merge : null);

        SpecChecks.Check(spec, root);

        return new ReadSpec(spec, HoconWriter.Write(tree), DataWritten(root.Child("data")))
        {
            Values = readings.Values,
            Keys = readings.Asked,
        };
    }

    private static string DataWritten(Section data)
    {
        var key = data.Find("files") is HoconArray && (data.Find("kind") as HoconValue)?.Text == "text"
            ? "files" : "kind";

        return data.Find(key) is { } written
            ? $"{written.Origin}: {data.PathOf(key)} is {written}" : "the objective's own data";
    }
}
