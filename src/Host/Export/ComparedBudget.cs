using System.Text.Json.Serialization;
using Riverrun.Models.Training;

namespace Riverrun.Host.Export;

/// <summary>One row of a comparison; also its JSON.</summary>
/// <param name="Run">The run.</param>
/// <param name="Policy">What planned it.</param>
/// <param name="Branch">The branch that delivers it.</param>
/// <param name="Budget">Optimizer steps in the model.</param>
/// <param name="Tokens">Tokens in the model; null where it is not there yet, or nothing tells.</param>
/// <param name="Status"><c>planned</c> or <c>reached</c>.</param>
/// <param name="ValidationLossNats">Held-out loss in nats per token.</param>
/// <param name="BitsPerByte">Held-out loss in bits per byte of text.</param>
/// <param name="SpentSteps">What its river had spent when the model was there, the steps before a fork
/// included.</param>
/// <param name="IsBest">Whether no other run has a better model for as much training; false where there is no
/// other.</param>
/// <param name="Measures">
/// What was measured where the objective names its own figures, the headline first; null for a loss in nats per token.
/// </param>
internal sealed record ComparedBudget(
    string Run,
    string Policy,
    string Branch,
    long Budget,
    long? Tokens,
    string Status,
    double? ValidationLossNats,
    double? BitsPerByte,
    long? SpentSteps,
    bool IsBest,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] IReadOnlyList<Measure>? Measures = null)
{
    /// <summary>What was measured, whatever was; null before.</summary>
    [JsonIgnore]
    internal Evaluation? Measured => ValidationLossNats is null && Measures is null
        ? null
        : new Evaluation(ValidationLossNats, BitsPerByte, new Dictionary<string, double>(), Measures: Measures);
}
