using System.Globalization;
using System.Reflection;
using System.Text.Json.Serialization;
using Riverrun.Host.Hocon;
using Riverrun.Models.Plans;
using Riverrun.Models.Recipes;

namespace Riverrun.Host.Specs;

/// <summary>Writes a spec with every key and its value, defaults among them, so that reading it gives the same spec. Pure.</summary>
internal static class SpecWriter
{
    private static readonly Origin Here = new("the effective spec", 0);

    /// <summary>One line a value, with its full path.</summary>
    /// <param name="spec">The spec.</param>
    public static string Write(RunSpec spec)
    {
        var root = Section(
            ("name", Text(spec.Name)),
            ("recipe", Text(spec.Recipe)),
            ("seed", Number(spec.Seed)),
            ("policy", Name(spec.Policy)),
            ("learning-rate", LearningRate(spec.LearningRate)),
            ("checkpoints", Section(
                ("every-steps", Number(spec.Checkpoints.EverySteps)), ("keep-recent", Number(spec.Checkpoints.KeepRecent)))),
            ("device", Section(
                ("kind", Name(spec.Device.Kind)), ("threads", Number(spec.Device.Threads)), ("precision", Name(spec.Device.Precision)))));

        if (spec.Policy != PolicyKind.Staged)
            root.Set("budgets", new HoconArray(Here, [.. spec.Budgets.Select(Number)]));

        foreach (var (key, section) in WorkloadWriter.Sections(spec.Main))
            root.Set(key, section);

        if (spec.Merge is { } merge)
            root.Set("merge", Section(("checkpoints", Number(merge.Checkpoints)), ("window", Number(merge.Window))));

        if (spec.Scheduling is { } scheduling)
            root.Set("scheduling", Section(
                ("priority", Number(scheduling.Priority)), ("memory", Text(ByteSizes.Write(scheduling.MemoryBytes)))));

        if (spec.StagedPlan.Count > 0)
            root.Set("stages", new HoconArray(Here, [.. spec.StagedPlan.Select(step => Stage(step, spec))]));

        return HoconWriter.Write(root);
    }

    /// <summary>
    /// The same for a file that is to be run by itself: a run of a study names no recipe, because a file that names the study
    /// comes to all of its runs. What is trained does not depend on it.
    /// </summary>
    /// <param name="spec">The spec.</param>
    public static string WriteFile(RunSpec spec) => Write(
        RecipeBook.Find(spec.Recipe)?.RunsAt(Scale.Small).Count > 1 ? spec with { Recipe = SpecReader.NoRecipe } : spec);

    /// <summary>Keys and values between braces.</summary>
    internal static HoconObject Section(params ReadOnlySpan<(string Key, HoconNode Value)> members)
    {
        var section = new HoconObject(Here);

        foreach (var (key, value) in members)
            section.Set(key, value);

        return section;
    }

    /// <summary>Values between brackets.</summary>
    internal static HoconArray Array(IEnumerable<HoconNode> values) => new(Here, [.. values]);

    /// <summary>A text.</summary>
    internal static HoconNode Text(string text) => new HoconValue(Here, text);

    /// <summary>A number, with all the digits that it takes to read the same one.</summary>
    internal static HoconNode Number<T>(T number)
        where T : IFormattable => Text(number.ToString(null, CultureInfo.InvariantCulture));

    /// <summary>A flag.</summary>
    internal static HoconNode Flag(bool flag) => Text(flag ? "true" : "false");

    internal static HoconNode Name<T>(T value)
        where T : struct, Enum =>
        Text(typeof(T).GetField(value.ToString())?.GetCustomAttribute<JsonStringEnumMemberNameAttribute>()?.Name ?? value.ToString());

    private static HoconObject LearningRate(LearningRateConfig rates) => Section(
        ("peak", Number(rates.Peak)),
        ("floor-ratio", Number(rates.FloorRatio)),
        ("warm-up-steps", Number(rates.WarmUpSteps)),
        ("decay", Section(
            ("shape", Name(rates.DecayShape)), ("basis", Name(rates.DecayLength.Basis)), ("value", Number(rates.DecayLength.Value)))));

    private static HoconObject Stage(StagedStep step, RunSpec spec)
    {
        var stage = Section(
            ("name", Text(step.Name)),
            ("steps", Number(step.Steps)),
            ("learning-rate", LearningRate(step.LearningRate)),
            ("carry", Section(("moments", Flag(step.Carry.Moments)), ("data-position", Flag(step.Carry.DataPosition)))));

        if (step.After is { } after)
            stage.Set("after", Text(after));

        if (step.Workload != RunSpec.MainWorkload)
            foreach (var (key, section) in WorkloadWriter.Sections(spec.Workloads[step.Workload]))
                stage.Set(key, section);

        return stage;
    }
}
