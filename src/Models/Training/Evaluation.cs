namespace Riverrun.Models.Training;

/// <summary>A measurement on held-out data.</summary>
/// <param name="LossNats">Mean loss in nats per token.</param>
/// <param name="BitsPerByte">Loss in bits per byte of text, or null where there is no text.</param>
/// <param name="Metrics">Further figures by name (<c>excess</c>, <c>deterministic</c>, <c>uncertain</c> for the
/// bigram); empty where there are none.</param>
/// <param name="HeldOut">What it was measured on; null in journals of older builds.</param>
public sealed record Evaluation(
    double LossNats, double? BitsPerByte, IReadOnlyDictionary<string, double> Metrics, HeldOut? HeldOut = null);
