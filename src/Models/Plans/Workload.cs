using System.Text.Json.Serialization;

namespace Riverrun.Models.Plans;

/// <summary>What is trained, on what, and how it is measured; everything but the learning rate and the number of steps.</summary>
/// <param name="Model">The model.</param>
/// <param name="Data">What it reads.</param>
/// <param name="Batch">How much of it a step reads.</param>
/// <param name="Optimizer">How gradients become steps.</param>
/// <param name="Evaluation">When and on how much it is measured.</param>
/// <param name="Objective">What is learned; null for what the model is made for: the next token.</param>
/// <param name="Controls">Numbers beside the learning rate that change by plan; null for none.</param>
public sealed record Workload(
    ModelConfig Model,
    CorpusConfig Data,
    BatchConfig Batch,
    OptimizerConfig Optimizer,
    EvaluationConfig Evaluation,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] ObjectiveConfig? Objective = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] IReadOnlyList<Control>? Controls = null)
{
    /// <summary>The scheduled numbers of consecutive steps, by name; null where nothing but the rate is scheduled.</summary>
    /// <param name="firstStep">Index of the first of them.</param>
    /// <param name="count">How many.</param>
    public IReadOnlyDictionary<string, IReadOnlyList<double>>? ControlsAt(long firstStep, int count) => Controls?.ToDictionary(
        control => control.Name,
        control => (IReadOnlyList<double>)[.. Enumerable.Range(0, count).Select(i => control.At(firstStep + i))],
        StringComparer.Ordinal);
}
