namespace Riverrun.Models.Recipes;

/// <summary>Something that a paper says, held against what was measured.</summary>
/// <param name="Statement">What is claimed, with its threshold.</param>
/// <param name="Measured">What was measured, as text.</param>
/// <param name="Holds">Whether it does.</param>
public sealed record Claim(string Statement, string Measured, bool Holds);
