namespace Riverrun.Models.Recipes;

/// <summary>Every recipe that ships.</summary>
public static class RecipeBook
{
    /// <summary>In the order in which they are listed.</summary>
    public static IReadOnlyList<Recipe> All { get; } =
    [
        LearningRateRecipes.WsdS,
        LearningRateRecipes.Wsd,
        LearningRateRecipes.Wsm,
        LearningRateRecipes.CyclicCosine,
        LearningRateRecipes.Cosine,
        RiverValley.Recipe,
        SchedulesOnText.Recipe,
    ];

    /// <summary>The recipe of that name, or null.</summary>
    public static Recipe? Find(string name) => All.FirstOrDefault(recipe => recipe.Name == name);
}
