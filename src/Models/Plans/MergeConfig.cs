using System.ComponentModel.DataAnnotations;

namespace Riverrun.Models.Plans;

/// <summary>
/// Which checkpoints of the stable phase policy <see cref="PolicyKind.WarmupStableMerge"/> makes a model of.
/// </summary>
/// <param name="Checkpoints">How many, evenly spaced, the last one at the budget; at least 2.</param>
/// <param name="Window">The stretch that they end, as a fraction of the budget in (0, 1].</param>
public sealed record MergeConfig(
    [Range(2, 1000), SpecKey(Unit = "checkpoints")] int Checkpoints = 8,
    [Range(0, 1d, MinimumIsExclusive = true), SpecKey(Unit = "share of the budget")] double Window = 0.1)
{
    /// <summary>Eight checkpoints over the last tenth.</summary>
    public static MergeConfig Default { get; } = new();

    /// <summary>Steps of the stretch that ends at <paramref name="budget"/>.</summary>
    public long StepsFor(long budget) => (long)Math.Round(budget * Window, MidpointRounding.AwayFromZero);

    /// <summary>The steps whose checkpoints are merged at <paramref name="budget"/>, ascending.</summary>
    public IReadOnlyList<long> StepsAt(long budget)
    {
        var window = StepsFor(budget);

        return [.. Enumerable.Range(1, Checkpoints).Select(i => budget - window + (window * i / Checkpoints))];
    }
}
