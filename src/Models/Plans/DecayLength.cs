using System.ComponentModel;
using System.Text.Json.Serialization;

namespace Riverrun.Models.Plans;

/// <summary>How long a decay is. Both conventions are in the wild, so the basis is always said.</summary>
/// <param name="Basis">What <paramref name="Value"/> is measured in: a share of all steps to the budget, a share of
/// those since the budget before, or steps.</param>
/// <param name="Value">A fraction in (0, 1] for the bases <c>total</c> and <c>cycle</c>; a whole number of steps for
/// <c>steps</c>.</param>
public sealed record DecayLength(
    [DefaultValue(DecayBasis.Total)] DecayBasis Basis,
    [SpecKey(Unit = "see basis", DefaultFrom = nameof(DecayLength.UsualValue))] double Value) : IConsistent
{
    /// <inheritdoc/>
    public KeyProblem? Problem() => Basis switch
    {
        DecayBasis.Steps => Value is >= 0 and <= RunSpec.MostSteps && Value == Math.Floor(Value)
            ? null
            : new KeyProblem("value", $"must be a whole number from 1 to {RunSpec.MostSteps}"),
        _ => Value is > 0 and <= 1
            ? null
            : new KeyProblem(
                "value", $"must be a number above 0 and at most 1, a fraction, as the basis is "
                    + $"{Basis.ToString().ToLowerInvariant()}"),
    };

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

    /// <summary>0.1; with basis <c>steps</c> it must be written</summary>
    internal static double? UsualValue(DecayBasis basis) => basis == DecayBasis.Steps ? null : 0.1;

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
