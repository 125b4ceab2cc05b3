using System.Text.Json.Serialization;

namespace Riverrun.Models.Training;

/// <summary>A measurement on held-out data.</summary>
/// <param name="LossNats">Mean loss in nats per token; null where what is trained has no such loss.</param>
/// <param name="BitsPerByte">Loss in bits per byte of text, or null where there is no text.</param>
/// <param name="Metrics">Further figures of a loss in nats by name (<c>excess</c>, <c>deterministic</c>,
/// <c>uncertain</c> for the bigram); empty where there are none.</param>
/// <param name="HeldOut">What it was measured on; null in journals of older builds.</param>
/// <param name="Measures">What was measured by an objective that names its own figures, the headline first; null for a
/// loss in nats.</param>
public sealed record Evaluation(
    double? LossNats,
    double? BitsPerByte,
    IReadOnlyDictionary<string, double> Metrics,
    HeldOut? HeldOut = null,
    IReadOnlyList<Measure>? Measures = null)
{
    /// <summary>What a loss in nats is called.</summary>
    public static Figure Loss { get; } = new("loss", "nats/token", Better.Lower);

    /// <summary>What a loss is for as much text, whatever tokens it became.</summary>
    public static Figure Bits { get; } = new("bits-per-byte", "bits/byte", Better.Lower);

    /// <summary>The figure that a model is judged by.</summary>
    [JsonIgnore]
    public Measure Headline => Measures is { Count: > 0 } named ? named[0] : new Measure(Loss, LossNats ?? double.NaN);

    /// <summary>All figures, the headline first.</summary>
    [JsonIgnore]
    public IReadOnlyList<Measure> All => Measures ??
    [
        Headline,
        .. BitsPerByte is { } bits ? [new Measure(Bits, bits)] : Array.Empty<Measure>(),
        .. Metrics.OrderBy(metric => metric.Key, StringComparer.Ordinal)
        .Select(metric => new Measure(new Figure(metric.Key, Loss.Unit, Better.Lower), metric.Value)),
    ];

    /// <summary>A measurement of figures that the objective names itself.</summary>
    /// <param name="heldOut">What it was measured on.</param>
    /// <param name="measures">The figures, the headline first; at least one.</param>
    public static Evaluation Of(HeldOut? heldOut, params IReadOnlyList<Measure> measures) => measures.Count > 0
        ? new Evaluation(null, null, new Dictionary<string, double>(), heldOut, measures)
        : throw new ArgumentException("A measurement needs at least one figure: its headline.", nameof(measures));
}

/// <summary>One measured figure.</summary>
/// <param name="Figure">What it is.</param>
/// <param name="Value">Its value.</param>
public sealed record Measure(Figure Figure, double Value)
{
    /// <summary>
    /// The best of those that are of the first one's figure; null where there is none, or neither way is better.
    /// </summary>
    public static Measure? Best(IEnumerable<Measure?> measures)
    {
        var known = measures.OfType<Measure>().ToArray();

        return known is [{ Figure.Better: not Better.Neither } first, ..]
            ? known.Where(other => other.Figure == first.Figure).Aggregate((best, other) =>
                first.Figure.IsBetter(other.Value, best.Value) ? other : best)
            : null;
    }
}
