using System.Text.Json.Serialization;
using Riverrun.Models.Training;

namespace Riverrun.Actors.Runs;

/// <summary>A run in one line, as <c>ls</c> and <c>/runs</c> tell of it.</summary>
/// <param name="Name">The run.</param>
/// <param name="Recipe">The recipe it started from.</param>
/// <param name="Policy">What plans its stages.</param>
/// <param name="Status">As in <see cref="RunView.Status"/>.</param>
/// <param name="Seed">Its seed.</param>
/// <param name="BudgetsReached">Budgets whose model is there.</param>
/// <param name="BudgetsPlanned">All budgets, reached ones among them.</param>
/// <param name="Step">Steps of ancestry that its furthest branch has stored.</param>
/// <param name="EndStep">Where the longest of its branches ends.</param>
/// <param name="SpentSteps">Optimizer steps of all branches together.</param>
/// <param name="BestLossNats">The least held-out loss of its models; null before the first.</param>
/// <param name="StartedAt">When it was started.</param>
/// <param name="UpdatedAt">When something was last stored about it.</param>
/// <param name="Best">The best headline of its models where it is no loss in nats per token; null before the
/// first.</param>
/// <param name="Failure">As in <see cref="RunView.Failure"/>.</param>
public sealed record RunSummary(
    string Name,
    string Recipe,
    string Policy,
    string Status,
    long Seed,
    int BudgetsReached,
    int BudgetsPlanned,
    long Step,
    long EndStep,
    long SpentSteps,
    double? BestLossNats,
    DateTimeOffset StartedAt,
    DateTimeOffset UpdatedAt,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] Measure? Best = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Failure = null);
