using Riverrun.Models.Hocon;
using Riverrun.Models.Plans;
using Riverrun.Models.Recipes;
using Riverrun.Models.Specs.Records;

namespace Riverrun.Models.Specs;

/// <summary>
/// Writes a spec with every key and its value, defaults among them, so that reading it gives the same spec. Pure.
/// </summary>
public static class SpecWriter
{
    /// <summary>One line a value, with its full path.</summary>
    /// <param name="spec">The spec.</param>
    public static string Write(RunSpec spec)
    {
        var root = RecordWriter.Write(SpecKeys.Of(spec));

        if (spec.Policy == PolicyKind.Staged)
        {
            root.Remove("budgets");
            root.Set("stages", RecordWriter.Array(spec.StagedPlan.Select(step => Stage(step, spec))));
        }

        return HoconWriter.Write(root);
    }

    /// <summary>
    /// The same for a file that is to be run by itself: a run of a study names no recipe, because a file that names the
    /// study comes to all of its runs. What is trained does not depend on it.
    /// </summary>
    /// <param name="spec">The spec.</param>
    public static string WriteFile(RunSpec spec) => Write(
        RecipeBook.Find(spec.Recipe)?.RunsAt(Scale.Small).Count > 1
            ? spec with { Recipe = SpecReader.NoRecipe } : spec);

    private static HoconObject Stage(StagedStep step, RunSpec spec)
    {
        var stage = RecordWriter.Write(new StageKeys(step.Name, step.Steps, step.Carry, step.After));
        stage.Set("learning-rate", RecordWriter.Write(step.LearningRate));

        return step.Workload == RunSpec.MainWorkload
            ? stage : RecordWriter.Write(spec.Workloads[step.Workload]).Over(stage);
    }
}
