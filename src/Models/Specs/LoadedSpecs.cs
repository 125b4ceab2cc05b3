using Riverrun.Models.Recipes;

namespace Riverrun.Models.Specs;

/// <summary>The runs that a request comes to: one, unless its recipe is a study.</summary>
/// <param name="Name">What the request is called as a whole: the run's name, or what its runs' names begin
/// with.</param>
/// <param name="Recipe">The shipped recipe, or null for a file that starts from none.</param>
/// <param name="Runs">The specs, with the suffix by which the recipe calls each.</param>
public sealed record LoadedSpecs(string Name, Recipe? Recipe, IReadOnlyList<(string Suffix, ReadSpec Spec)> Runs);
