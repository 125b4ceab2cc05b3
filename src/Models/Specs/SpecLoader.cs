using System.Globalization;
using Riverrun.Models.Hocon;
using Riverrun.Models.Plans;
using Riverrun.Models.Published;
using Riverrun.Models.Recipes;

namespace Riverrun.Models.Specs;

/// <summary>
/// Lays the layers of a spec over each other: the configured device, the recipe at its scale, the run of a study, the
/// file, <c>--set</c>, <c>--name</c> and <c>--seed</c>; later over earlier.
/// </summary>
/// <param name="device">What trains a run whose spec does not say otherwise.</param>
/// <param name="environment">The value of an environment variable, or null.</param>
/// <param name="directory">Where relative paths of the data begin, which are then written in full; null to leave them
/// as they are.</param>
public sealed class SpecLoader(DeviceConfig device, Func<string, string?>? environment = null, string? directory = null)
{
    /// <summary>Reads what was asked for.</summary>
    /// <exception cref="InvalidConfigurationException">There is no such recipe or file, or its spec is
    /// wrong.</exception>
    /// <exception cref="PublishedModelException">A folder that it names has no model that can be trained.</exception>
    public LoadedSpecs Load(SpecRequest request)
    {
        var shipped = RecipeBook.Find(request.Target);
        var file = shipped is null ? ReadFile(request.Target) : null;
        var changes = (request.Changes ?? []).Select(Change).ToList();
        var asked = new HoconResolver([.. file is null ? [] : new[] { file }, .. changes], environment);
        // No recipe: then it is a file.
        var recipe = shipped ?? RecipeOf(new HoconResolver([file!], environment).Find("recipe"));
        var written = (asked.Find("name") as HoconValue)?.Text;
        var name = request.Name ?? written ?? recipe?.Name ?? StemOf(request.Target);

        var shippedRuns = recipe?.RunsAt(request.Scale) ?? [new RecipeRun("", "")];

        var runs =
            from run in shippedRuns
            from variant in Variants(Tree(request, recipe, run, file, changes, null), request, shippedRuns.Count)
            let suffix = $"{run.Suffix}-{variant.Suffix}".Trim('-')
            let full = suffix.Length == 0 ? name : $"{name}-{suffix}"
            let tree = Tree(request, recipe, run, file, changes, full == written ? null : full)
            select (suffix, SpecReader.Read(Rooted(SpecVariants.Applied(tree, variant.Changes))));

        return new LoadedSpecs(name, recipe, [.. runs]);
    }

    /// <summary>Reads a resolved spec again, with changes: what a fork does.</summary>
    /// <param name="source">What <see cref="ReadSpec.Source"/> was.</param>
    /// <param name="changes">What <c>--set</c> said, in order.</param>
    public static ReadSpec Change(string source, IReadOnlyList<string> changes) =>
        SpecReader.Read(
            new HoconResolver([HoconParser.Read(source, "the run's spec"), .. changes.Select(Change)]).Root());

    private static IReadOnlyList<(string Suffix, HoconObject Changes)> Variants(
        HoconObject tree, SpecRequest request, int runs)
    {
        var variants = SpecVariants.Of(tree);

        if (variants.Count > 1 && runs > 1)
            throw new InvalidConfigurationException(
                $"{request.Target} is a study of {runs} runs with seeds of its own; {SpecVariants.Seeds} and "
                + $"{SpecVariants.Sweep} "
                + "belong to a spec of one run.");

        return request.Seed is { } seed && tree.Items.ContainsKey(SpecVariants.Seeds)
            ? throw new InvalidConfigurationException(
                $"--seed is {seed}, and the spec has {SpecVariants.Seeds}; leave one of them out.")
            : variants;
    }

    private HoconObject Tree(
        SpecRequest request, Recipe? recipe, RecipeRun run, HoconDraft? file, IReadOnlyList<HoconDraft> changes,
        string? name) =>
        new HoconResolver([.. Layers(request, recipe, run, file, changes, name)], environment).Root();

    private HoconObject Rooted(HoconObject tree)
    {
        if (directory is not null)
            DataPaths.Root(tree, directory);

        PublishedModelKeys.Write(tree);

        return tree;
    }

    private IEnumerable<HoconDraft> Layers(
        SpecRequest request, Recipe? recipe, RecipeRun run, HoconDraft? file, IReadOnlyList<HoconDraft> changes,
        string? name)
    {
        yield return Defaults();

        if (recipe is not null)
        {
            var source = $"recipe {recipe.Name}";
            yield return HoconParser.Read(recipe.SpecAt(request.Scale), source);
            yield return HoconParser.Read(run.Changes, $"{source}, run {run.Suffix}");
        }

        if (file is not null)
            yield return file;

        foreach (var change in changes)
            yield return change;

        if (name is not null)
            yield return HoconDraft.Of("name", name, "--name");

        if (request.Seed is { } seed)
            yield return HoconDraft.Of("seed", seed.ToString(CultureInfo.InvariantCulture), "--seed");
    }

    private HoconDraft Defaults()
    {
        var kind = device.Kind == DeviceKind.Cuda ? "cuda" : "cpu";
        var precision = device.Precision == Precision.Mixed ? "bf16" : "f32";

        return HoconParser.Read(
            string.Create(
                CultureInfo.InvariantCulture,
                $"device {{ kind = {kind}, threads = {device.Threads}, precision = {precision} }}"),
            "riverrun.device of hocon.conf", lines: false);
    }

    private static HoconDraft ReadFile(string target)
    {
        if (!File.Exists(target))
            throw new InvalidConfigurationException(
                $"{target} is neither a recipe nor a file; "
                    + $"{(NearestName.Find(target, RecipeBook.All.Select(recipe => recipe.Name)) is { } near
                        ? $"perhaps you meant {near}" : $"the recipes are {string.Join(", ",
                        RecipeBook.All.Select(recipe => recipe.Name))}")}.");

        return HoconParser.Read(HoconFile.Read(target), target);
    }

    private static Recipe? RecipeOf(HoconNode? written) =>
        written is null or HoconValue { Text: SpecReader.NoRecipe }
            ? null
            : RecipeBook.Find((written as HoconValue)?.Text ?? "")
                ?? throw new InvalidConfigurationException(
                    written.Origin,
                    $"recipe is {written}; it must be one of "
                        + $"{string.Join(", ", RecipeBook.All.Select(recipe => recipe.Name))}.");

    private static string StemOf(string file) => Path.GetFileNameWithoutExtension(file).ToLowerInvariant();

    private static HoconDraft Change(string change) =>
        change.Contains('=') && !change.StartsWith('=')
            ? HoconParser.Read(change, $"--set {change}", lines: false)
            : throw new InvalidConfigurationException($"--set {change} has no value; write --set model.layers=2.");
}
