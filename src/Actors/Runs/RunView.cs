using System.Text.Json.Serialization;
using Riverrun.Actors.Placement;
using Riverrun.Models.Checkpoints;
using Riverrun.Models.Plans;
using Riverrun.Models.Training;

namespace Riverrun.Actors.Runs;

/// <summary>A run as its users see it; the JSON of <c>show --json</c>.</summary>
/// <param name="Name">The run.</param>
/// <param name="Recipe">The recipe it started from.</param>
/// <param name="Policy">What plans its stages.</param>
/// <param name="Status">
/// <c>running</c>, <c>paused</c>, <c>completed</c>, <c>failed</c>, <c>cancelled</c>, or <c>unreadable</c> when it
/// cannot be recovered.
/// </param>
/// <param name="Failure">Why it failed, or why it is unreadable, as a sentence.</param>
/// <param name="Seed">Its seed.</param>
/// <param name="Budgets">Ascending by steps, then by branch.</param>
/// <param name="Branches">In the order in which they were opened.</param>
/// <param name="SpentSteps">Optimizer steps of all branches together; replayed ones not counted.</param>
/// <param name="ReplayChecks">What resumes have proven.</param>
/// <param name="Forks">In the order in which they were made, with what they change; null where there is none.</param>
/// <param name="Rivers">Its own river first, then one for each fork; null from a coordinator of an older build.</param>
/// <param name="TrainedOn">The kinds of processor and build that trained it, each once: more than one, and its bits are
/// those of none alone.</param>
/// <param name="Objective">The kind of its objective; null for what the model is made for, judged by a loss in nats per
/// token.</param>
/// <param name="Headline">
/// The figure that models of that objective are judged by; null for a loss in nats per token, and before the first
/// measurement.
/// </param>
public sealed record RunView(
    string Name,
    string Recipe,
    string Policy,
    string Status,
    string? Failure,
    long Seed,
    IReadOnlyList<BudgetView> Budgets,
    IReadOnlyList<BranchView> Branches,
    long SpentSteps,
    ReplayView ReplayChecks,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] IReadOnlyList<ForkView>? Forks = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] IReadOnlyList<RiverView>? Rivers = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] IReadOnlyList<Computer>? TrainedOn = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Objective = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] Figure? Headline = null)
{
    /// <summary>The status of a run that cannot be recovered from its events.</summary>
    public const string Unreadable = "unreadable";

    /// <summary>
    /// The figure that its models are judged by; null as long as an objective of its own has measured nothing.
    /// </summary>
    [JsonIgnore]
    public Figure? JudgedBy => Headline ?? (Objective is null ? Evaluation.Loss : null);
}

/// <summary>A fork: from where it goes on, and in what its spec differs from its run's.</summary>
/// <param name="Name">Its name, and that of its first branch.</param>
/// <param name="Branch">The branch it leaves.</param>
/// <param name="AtStep">Where.</param>
/// <param name="Changes">What it changes; empty for more of the same.</param>
public sealed record ForkView(string Name, string Branch, long AtStep, IReadOnlyList<ChangeView> Changes);

/// <summary>A key of a spec with its value in the run and in the fork; null where it has none.</summary>
public sealed record ChangeView(string Key, string? Old, string? New);

/// <summary>One line of training towards its budgets: the run's own, or a fork.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Policy">What plans it.</param>
/// <param name="Parent">The branch it was forked from; null for the run's own.</param>
/// <param name="ForkStep">Where.</param>
/// <param name="Branches">Every branch that it should have, opened or not.</param>
/// <param name="SpentSteps">Optimizer steps of its branches together.</param>
/// <param name="PlannedSteps">What they will have spent when all is done.</param>
public sealed record RiverView(
    string Name,
    string Policy,
    string? Parent,
    long? ForkStep,
    IReadOnlyList<string> Branches,
    long SpentSteps,
    long PlannedSteps);

/// <summary>A budget and the model that was delivered for it.</summary>
/// <param name="Steps">Optimizer steps.</param>
/// <param name="Status"><c>planned</c> or <c>reached</c>.</param>
/// <param name="Checkpoint">The model.</param>
/// <param name="ValidationLossNats">Its held-out loss in nats per token.</param>
/// <param name="BitsPerByte">Its held-out loss in bits per byte of text.</param>
/// <param name="Metrics">Further figures by name.</param>
/// <param name="Branch">The branch that delivers it.</param>
/// <param name="AncestorSteps">Steps from initial weights to this model.</param>
/// <param name="SpentSteps">What the whole run had spent when it was delivered.</param>
/// <param name="RiverSteps">
/// What its own river had spent, the steps before a fork not counted; null where the journal does not tell.
/// </param>
/// <param name="HeldOut">What it was measured on; null where the journal does not tell.</param>
/// <param name="Measures">
/// What was measured where the objective names its own figures, the headline first; null for a loss in nats per token.
/// </param>
public sealed record BudgetView(
    long Steps,
    string Status,
    CheckpointDigest? Checkpoint,
    double? ValidationLossNats,
    double? BitsPerByte,
    IReadOnlyDictionary<string, double>? Metrics,
    string Branch,
    long? AncestorSteps,
    long? SpentSteps,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] long? RiverSteps = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] HeldOut? HeldOut = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] IReadOnlyList<Measure>? Measures = null)
{
    /// <summary>What was measured, whatever was; null before.</summary>
    [JsonIgnore]
    public Evaluation? Measured => ValidationLossNats is null && Measures is null
        ? null
        : new Evaluation(
            ValidationLossNats, BitsPerByte, Metrics ?? new Dictionary<string, double>(), HeldOut, Measures);
}

/// <summary>One branch.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Parent">The branch it was forked from; of a merge that of the last checkpoint.</param>
/// <param name="ForkStep">Where.</param>
/// <param name="Status"><c>waiting</c>, <c>training</c>, <c>paused</c>, <c>completed</c>, <c>failed</c> or
/// <c>cancelled</c>.</param>
/// <param name="Step">Steps of ancestry that are stored.</param>
/// <param name="EndStep">Where its last planned stage ends.</param>
/// <param name="Device">The device that trains it now.</param>
/// <param name="Stages">What it walks through.</param>
/// <param name="Checkpoints">What it keeps, oldest first.</param>
/// <param name="Live">How fast it goes, when it trains.</param>
/// <param name="Waiting">Where it stands while it waits for a device; null where it does not.</param>
/// <param name="Failure">Why it failed, as a sentence.</param>
/// <param name="MergedFrom">The checkpoints whose weights it is the sum of, with their coefficients; null where it is
/// no merge.</param>
public sealed record BranchView(
    string Name,
    string? Parent,
    long? ForkStep,
    string Status,
    long Step,
    long EndStep,
    string? Device,
    IReadOnlyList<StageView> Stages,
    IReadOnlyList<CheckpointView> Checkpoints,
    LiveView? Live,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] WaitingView? Waiting = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Failure = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] IReadOnlyList<MergeSource>? MergedFrom =
        null);

/// <summary>One stage: <paramref name="Phase"/> is <c>warm-up</c>, <c>stable</c> or <c>decay</c>.</summary>
public sealed record StageView(
    string Name, long FirstStep, long EndStep, string Phase, double PeakLearningRate, long? Budget);

/// <summary>One kept checkpoint and why it exists: <c>stage-end</c>, <c>periodic</c> or <c>requested</c>.</summary>
/// <param name="Step">Steps of ancestry in it.</param>
/// <param name="Digest">Its name.</param>
/// <param name="Reason">Why.</param>
/// <param name="TrainedOn">What computed it from the checkpoint before it; null where the journal does not
/// tell.</param>
public sealed record CheckpointView(
    long Step,
    CheckpointDigest Digest,
    string Reason,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] Computer? TrainedOn = null);

/// <summary>The latest slice: training loss, rate, speed, further figures.</summary>
/// <param name="LossNats">Training loss, in the unit of the headline: nats per token for text.</param>
/// <param name="LearningRate">The rate.</param>
/// <param name="StepsPerSecond">Steps a second.</param>
/// <param name="TokensPerSecond">Tokens a second.</param>
/// <param name="Figures">Further figures of its steps; null for none.</param>
/// <param name="Controls">Scheduled numbers beside the rate, by name; null for none.</param>
public sealed record LiveView(
    float LossNats,
    double LearningRate,
    double StepsPerSecond,
    double TokensPerSecond,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] IReadOnlyList<Measure>? Figures = null,
    [property: JsonIgnore(
        Condition = JsonIgnoreCondition.WhenWritingNull)] IReadOnlyDictionary<string, double>? Controls = null);

/// <summary>
/// Steps recomputed after resumes and compared bit for bit with the journal; how many of the comparisons failed.
/// </summary>
public sealed record ReplayView(long Steps, long Diverged);
