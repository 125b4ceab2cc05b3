using Riverrun.Models.Plans;

namespace Riverrun.Host.Specs;

/// <summary>A spec and the text that says all of it.</summary>
/// <param name="Spec">What to run.</param>
/// <param name="Source">One line a key, every layer resolved; reading it again gives the same spec.</param>
public sealed record ReadSpec(RunSpec Spec, string Source);
