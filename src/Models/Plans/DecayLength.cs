using System.Text.Json.Serialization;

namespace Riverrun.Models.Plans;

/// <summary>How long a decay is. Both conventions are in the wild, so the basis is always said.</summary>
/// <param name="Basis">What <paramref name="Value"/> is measured in.</param>
/// <param name="Value">A fraction in (0, 1] for <see cref="DecayBasis.Total"/> and <see cref="DecayBasis.Cycle"/>; a
/// whole number of steps for <see cref="DecayBasis.Steps"/>.</param>
public sealed record DecayLength(DecayBasis Basis, double Value)
{
    /// <summary>
    /// The decay's steps for a budget of <paramref name="budget"/> steps whose cycle
    /// began at <paramref name="cycleStart"/>.
    /// </summary>
    public long StepsFor(long budget, long cycleStart) => Basis switch
    {
        DecayBasis.Total => Fraction(budget),
        DecayBasis.Cycle => Fraction(budget - cycleStart),
        _ => (long)Value,
    };

    private long Fraction(long of) => Math.Max(1, (long)Math.Round(of * Value, MidpointRounding.AwayFromZero));
}

/// <summary>What a decay length is measured in.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<DecayBasis>))]
public enum DecayBasis
{
    /// <summary>A fraction of all steps up to the budget.</summary>
    [JsonStringEnumMemberName("total")] Total,

    /// <summary>A fraction of the steps since the budget before.</summary>
    [JsonStringEnumMemberName("cycle")] Cycle,

    /// <summary>A number of steps.</summary>
    [JsonStringEnumMemberName("steps")] Steps,
}
