namespace Riverrun.Models.Recipes;

/// <summary>One run of a recipe that is a study of several.</summary>
/// <param name="Suffix">What its name ends in; empty for the only run of an ordinary recipe.</param>
/// <param name="Changes">HOCON text that goes over the recipe's own.</param>
public sealed record RecipeRun(string Suffix, string Changes);
