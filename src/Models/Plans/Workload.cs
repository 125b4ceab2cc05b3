using System.ComponentModel;
using System.Text.Json.Serialization;

namespace Riverrun.Models.Plans;

/// <summary>
/// What is trained, on what, and how it is measured; everything but the learning rate and the number of steps.
/// </summary>
/// <param name="Model">The model.</param>
/// <param name="Data">What it reads.</param>
/// <param name="Batch">How much of it a step reads.</param>
/// <param name="Optimizer">How gradients become steps.</param>
/// <param name="Evaluation">When and on how much it is measured.</param>
/// <param name="Objective">What is learned; without one what the model is made for: the next token.</param>
/// <param name="Controls">Numbers beside the learning rate that change by plan; null for none.</param>
public sealed record Workload(
    [SpecKey(DefaultFrom = nameof(Workload.OwnModel))] ModelConfig Model,
    [SpecKey(DefaultFrom = nameof(Workload.OwnData))] CorpusConfig Data,
    [SpecKey(Path = "data")] BatchConfig Batch,
    [DefaultValue("adamw")] OptimizerConfig Optimizer,
    EvaluationConfig Evaluation,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] ObjectiveConfig? Objective = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] IReadOnlyList<Control>? Controls = null)
    : IConsistent
{
    /// <inheritdoc/>
    public KeyProblem? Problem()
    {
        if (Objective is null && Model is ModelConfig.OwnModel)
            return new KeyProblem("model.kind", "must be llama or bigram, where no objective is named");

        if (Objective is null && Data is CorpusConfig.OwnData)
            return new KeyProblem("data.kind", "must be dotnet-docs, text or bigram, where no objective is named");

        if (Model is ModelConfig.Llama && Data is CorpusConfig.BigramSource)
            return new KeyProblem("data.kind", "must be dotnet-docs or text, as {model.kind} is llama");

        if (Model is not ModelConfig.Bigram)
            return null;

        if (Data is not CorpusConfig.BigramSource)
            return new KeyProblem("data.kind", "must be bigram, as {model.kind} is bigram");

        if ((long)Batch.Size * Batch.AccumulationSteps is var samples && samples > int.MaxValue)
            return new KeyProblem(
                "data.batch", $"makes {samples} samples a step with {Batch.AccumulationSteps} accumulation-steps, "
                + $"and a step has at most {int.MaxValue}");

        return Optimizer is OptimizerConfig.Sgd
            ? null : new KeyProblem("optimizer.kind", "must be sgd, as {model.kind} is bigram");
    }

    /// <summary>
    /// The scheduled numbers of consecutive steps, by name; null where nothing but the rate is scheduled.
    /// </summary>
    /// <param name="firstStep">Index of the first of them.</param>
    /// <param name="count">How many.</param>
    public IReadOnlyDictionary<string, IReadOnlyList<double>>? ControlsAt(long firstStep, int count) =>
        Controls?.ToDictionary(
        control => control.Name,
        control => (IReadOnlyList<double>)[.. Enumerable.Range(0, count).Select(i => control.At(firstStep + i))],
        StringComparer.Ordinal);

    /// <summary><c>objective</c> where one is named; otherwise it must be written</summary>
    internal static ModelConfig? OwnModel(ObjectiveConfig? objective) => objective is null
        ? null : new ModelConfig.OwnModel();

    /// <summary><c>objective</c> where one is named; otherwise it must be written</summary>
    internal static CorpusConfig? OwnData(ObjectiveConfig? objective) => objective is null
        ? null : new CorpusConfig.OwnData();
}
