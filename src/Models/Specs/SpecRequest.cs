using Riverrun.Models.Recipes;

namespace Riverrun.Models.Specs;

/// <summary>What a person asked to run.</summary>
/// <param name="Target">A shipped recipe's name, or a file.</param>
/// <param name="Scale">How much of a recipe.</param>
/// <param name="Changes">What <c>--set</c> said, in order: <c>model.layers=2</c>.</param>
/// <param name="Name">The run's name, or null for the spec's own.</param>
/// <param name="Seed">The run's seed, or null for the spec's own.</param>
public sealed record SpecRequest(
    string Target, Scale Scale = Scale.Small, IReadOnlyList<string>? Changes = null, string? Name = null,
    long? Seed = null);
