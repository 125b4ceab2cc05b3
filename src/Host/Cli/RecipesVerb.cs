using System.CommandLine;
using System.Text.Json.Nodes;
using Riverrun.Host.Api;
using Riverrun.Models.Hocon;
using Riverrun.Models.Recipes;
using Riverrun.Models.Schedules;
using Riverrun.Models.Specs;

namespace Riverrun.Host.Cli;

/// <summary><c>recipes [NAME]</c>: what can be run.</summary>
internal static class RecipesVerb
{
    /// <summary>The command.</summary>
    public static Command Command()
    {
        var name = new Argument<string?>(
            "NAME")
        { Description = "A recipe, to see all of it.", Arity = ArgumentArity.ZeroOrOne };

        var keys = new Option<string?>("--keys")
        {
            Description =
                "Every key of a spec with unit, range and default, or those of a kind or section, such as llama.",
            HelpName = "KIND",
            Arity = ArgumentArity.ZeroOrOne,
        };

        return new Command("recipes", "Lists what can be run, with paper and stages.") { name, keys }
            .Does(async (parsed, invocation, _) =>
            {
                if (parsed.GetValue(GlobalOptions.Url) is { } url)
                    throw new InvalidConfigurationException(
                        $"recipes lists what this program knows, and a coordinator takes what it is sent; leave --url "
                            + $"{url} out.");

                if (parsed.GetResult(keys) is not null)
                {
                    await invocation.Out.WriteAsync(KeyList.Of(parsed.GetValue(keys), invocation.Json));

                    return ExitCode.Done;
                }

                var recipes = parsed.GetValue(name) is not { } wanted
                    ? RecipeBook.All
                    : [RecipeBook.Find(wanted) ?? throw Unknown(wanted)];

                if (invocation.Json)
                    await invocation.Out.WriteLineAsync(
                        new JsonArray([.. recipes.Select(recipe => Json(recipe, invocation))])
                            .ToJsonString(RelaxedJson.Options));
                else if (parsed.GetValue(name) is null)
                    await invocation.Out.WriteAsync(Table(recipes));
                else
                    await invocation.Out.WriteAsync(Describe(recipes[0], invocation));

                return ExitCode.Done;
            });
    }

    private static InvalidConfigurationException Unknown(string wanted)
    {
        var known = RecipeBook.All.Select(recipe => recipe.Name).ToList();
        var near = NearestName.Find(wanted, known) is { } meant ? $"perhaps you meant {meant}; " : "";

        return new InvalidConfigurationException(
            $"There is no recipe {wanted}; {near}there are {string.Join(", ", known)}.");
    }

    private static string Table(IReadOnlyList<Recipe> recipes)
    {
        var table = new TextTable("RECIPE", "WHAT IT DOES", "PAPER");

        foreach (var recipe in recipes)
            table.Row(recipe.Name, recipe.Summary, recipe.Paper.Split(", ")[^1]);

        return table.ToString();
    }

    private static string Describe(Recipe recipe, Invocation invocation)
    {
        var loaded = Load(recipe, invocation);

        return $"""
            {recipe.Name}: {recipe.Summary}
            {recipe.Paper}

            {string.Join("\n", loaded.Runs.Take(1).Select(run => PlanText.Of(run.Spec.Spec)))}
            The spec at scale small:
            {recipe.SpecAt(Scale.Small)}

            """;
    }

    private static JsonObject Json(Recipe recipe, Invocation invocation)
    {
        var runs = Load(recipe, invocation).Runs;

        return new JsonObject
        {
            ["name"] = recipe.Name,
            ["paper"] = recipe.Paper,
            ["summary"] = recipe.Summary,
            ["runs"] = new JsonArray([.. runs.Select(run => (JsonNode)run.Spec.Spec.Name)]),
            ["stages"] = new JsonArray(
            [
                .. Policies.Plan(runs[0].Spec.Spec)
                    .SelectMany(branch => branch.Stages.Select(stage => (JsonNode)$"{branch.Name}/{stage.Name}")),
            ]),
        };
    }

    private static LoadedSpecs Load(Recipe recipe, Invocation invocation) =>
        new SpecLoader(invocation.Settings().Device).Load(new SpecRequest(recipe.Name));
}
