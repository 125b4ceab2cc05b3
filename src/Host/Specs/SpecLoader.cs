using System.Globalization;
using Riverrun.Host.Hocon;
using Riverrun.Models.Recipes;
using Riverrun.Models.Training;

namespace Riverrun.Host.Specs;

/// <summary>
/// Lays the layers of a spec over each other: the configured device, the recipe at its scale, the run of a study, the
/// file, <c>--set</c>, <c>--name</c> and <c>--seed</c>; later over earlier.
/// </summary>
/// <param name="device">What trains a run whose spec does not say otherwise.</param>
/// <param name="environment">The value of an environment variable, or null.</param>
public sealed class SpecLoader(DeviceConfig device, Func<string, string?>? environment = null)
{
    /// <summary>Reads what was asked for.</summary>
    /// <exception cref="InvalidConfigurationException">There is no such recipe or file, or its spec is wrong.</exception>
    public LoadedSpecs Load(SpecRequest request)
    {
        var shipped = RecipeBook.Find(request.Target);
        var file = shipped is null ? ReadFile(request.Target) : null;
        var recipe = shipped ?? RecipeOf(file!);
        var written = (request.Changes ?? []).Select(Change).Prepend(file).Select(NameIn).LastOrDefault(text => text is not null);
        var name = request.Name ?? written ?? recipe?.Name ?? StemOf(request.Target);

        var runs =
            from run in recipe?.RunsAt(request.Scale) ?? [new RecipeRun("", "")]
            let full = run.Suffix.Length == 0 ? name : $"{name}-{run.Suffix}"
            let layers = Layers(request, recipe, run, file, full == written ? null : full)
            select (run.Suffix, SpecReader.Read(layers.Aggregate((lower, upper) => upper.Over(lower))));

        return new LoadedSpecs(name, recipe, [.. runs]);
    }

    /// <summary>Reads a resolved spec again, with changes: what a fork does.</summary>
    /// <param name="source">What <see cref="ReadSpec.Source"/> was.</param>
    /// <param name="changes">What <c>--set</c> said, in order.</param>
    public static ReadSpec Change(string source, IReadOnlyList<string> changes) =>
        SpecReader.Read(changes.Select(Change)
            .Aggregate(HoconParser.Parse(source, "the run's spec"), (lower, upper) => upper.Over(lower)));

    private IEnumerable<HoconObject> Layers(
        SpecRequest request, Recipe? recipe, RecipeRun run, HoconObject? file, string? name)
    {
        yield return Defaults();

        if (recipe is not null)
        {
            var source = $"recipe {recipe.Name}";
            yield return HoconParser.Parse(recipe.SpecAt(request.Scale), source);
            yield return HoconParser.Parse(run.Changes, $"{source}, run {run.Suffix}");
        }

        if (file is not null)
            yield return file;

        foreach (var change in request.Changes ?? [])
            yield return Change(change);

        if (name is not null)
            yield return Single("name", name, "--name");

        if (request.Seed is { } seed)
            yield return Single("seed", seed.ToString(CultureInfo.InvariantCulture), "--seed");
    }

    private HoconObject Defaults()
    {
        var kind = device.Kind == DeviceKind.Cuda ? "cuda" : "cpu";
        var precision = device.Precision == Precision.Mixed ? "bf16" : "f32";

        return HoconParser.Parse(
            string.Create(
                CultureInfo.InvariantCulture,
                $"device {{ kind = {kind}, threads = {device.Threads}, precision = {precision} }}"),
            "riverrun.device of hocon.conf", lines: false);
    }

    private HoconObject ReadFile(string target)
    {
        if (!File.Exists(target))
            throw new InvalidConfigurationException(
                $"{target} is neither a recipe nor a file; {(NearestName.Find(target, RecipeBook.All.Select(recipe => recipe.Name)) is { } near ? $"perhaps you meant {near}" : $"the recipes are {string.Join(", ", RecipeBook.All.Select(recipe => recipe.Name))}")}.");

        return HoconParser.Parse(File.ReadAllText(target), target, environment);
    }

    private static Recipe? RecipeOf(HoconObject file)
    {
        var root = new Section(file, "");

        return root.Has("recipe") && root.Text("recipe") is var name && name != SpecReader.NoRecipe
            ? RecipeBook.Find(name)
                ?? throw root.Wrong("recipe", $"must be one of {string.Join(", ", RecipeBook.All.Select(recipe => recipe.Name))}")
            : null;
    }

    private static string? NameIn(HoconObject? file) =>
        file?.Items.GetValueOrDefault("name") is HoconValue name ? name.Text : null;

    private static string StemOf(string file) => Path.GetFileNameWithoutExtension(file).ToLowerInvariant();

    private static HoconObject Change(string change) =>
        change.Contains('=') && !change.StartsWith('=')
            ? HoconParser.Parse(change, $"--set {change}", lines: false)
            : throw new InvalidConfigurationException($"--set {change} has no value; write --set model.layers=2.");

    private static HoconObject Single(string key, string value, string source)
    {
        var layer = new HoconObject(new Origin(source, 0));
        layer.Set(key, new HoconValue(new Origin(source, 0), value));

        return layer;
    }
}
