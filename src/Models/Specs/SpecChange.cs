namespace Riverrun.Models.Specs;

/// <summary>A key in which a fork's spec differs from its run's.</summary>
/// <param name="Key">Its full path.</param>
/// <param name="Old">Its value in the run; null where the key has no meaning there.</param>
/// <param name="New">Its value in the fork; null where the key has no meaning there.</param>
public sealed record SpecChange(string Key, string? Old, string? New);
