namespace Riverrun.Models.Recipes;

/// <summary>Every recipe that ships, and those that the program registers besides.</summary>
public static class RecipeBook
{
    private static readonly Lock Gate = new();

    /// <summary>In the order in which they are listed.</summary>
    public static IReadOnlyList<Recipe> All { get; private set; } =
    [
        LearningRateRecipes.WsdS,
        LearningRateRecipes.Wsd,
        LearningRateRecipes.Wsm,
        LearningRateRecipes.CyclicCosine,
        LearningRateRecipes.Cosine,
        RiverValley.Recipe,
        SchedulesOnText.Recipe,
    ];

    /// <summary>Registers a recipe.</summary>
    /// <exception cref="ArgumentException">Its name is taken.</exception>
    public static void Add(Recipe recipe)
    {
        lock (Gate)
        {
            All = Find(recipe.Name) is null
                ? [.. All, recipe]
                : throw new ArgumentException(
                    $"A recipe named {recipe.Name} is there already; each needs a name of its own.", nameof(recipe));
        }
    }

    /// <summary>The recipe of that name, or null.</summary>
    public static Recipe? Find(string name) => All.FirstOrDefault(recipe => recipe.Name == name);
}
