using System.Text.Json.Serialization;
using Riverrun.Models.Checkpoints;
using Riverrun.Models.Specs;
using Riverrun.Models.Training;

namespace Riverrun.Host.Api;

/// <summary>Asks for a run to be started, or woken where it stopped.</summary>
/// <param name="Source">Its resolved spec, as HOCON text.</param>
/// <exception cref="FormatException">The spec is too large.</exception>
internal sealed record StartBody(string Source)
{
    /// <summary>Its resolved spec, as HOCON text.</summary>
    public string Source { get; init; } = SpecLimits.Checked(Source);
}

/// <summary>Asks for one more model.</summary>
/// <param name="Steps">Its budget in optimizer steps.</param>
internal sealed record BudgetBody(long Steps);

/// <summary>Asks for a new branch at a kept checkpoint.</summary>
/// <param name="Branch">The branch to fork from.</param>
/// <param name="AtStep">The step of one of its checkpoints.</param>
/// <param name="Name">Name of the new branch; null for one made from branch and step.</param>
/// <param name="Changes">Changes of the spec: <c>learning-rate.peak=1e-3</c>.</param>
/// <exception cref="FormatException">A change is null, or they are too many or too large.</exception>
internal sealed record ForkBody(string Branch, long AtStep, string? Name = null, IReadOnlyList<string>? Changes = null)
{
    /// <summary>Changes of the spec: <c>learning-rate.peak=1e-3</c>.</summary>
    public IReadOnlyList<string>? Changes { get; init; } = SpecLimits.Checked(Changes);
}

/// <summary>Asks for a branch that is the weighted sum of a branch's last checkpoints.</summary>
/// <param name="Branch">The branch whose checkpoints are merged.</param>
/// <param name="Last">How many of its last ones, 2 to 1,000.</param>
/// <param name="AtStep">The step of the last of them; null for the newest that it keeps.</param>
/// <param name="Coefficients">What each is multiplied by, the oldest first; they add up to 1. Null for the
/// mean.</param>
/// <param name="Name">Name of the new branch; null for one made from number and step.</param>
internal sealed record MergeBody(
    string Branch, int Last, long? AtStep = null, IReadOnlyList<double>? Coefficients = null, string? Name = null);

/// <summary>What was carried out.</summary>
/// <param name="Run">The run.</param>
/// <param name="Command">Wire name of the command.</param>
/// <param name="Branch">The branch that was opened, if one was.</param>
/// <param name="Warning">What may go wrong nevertheless, as a sentence.</param>
internal sealed record AcceptedBody(
    string Run,
    string Command,
    string? Branch = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Warning = null);

/// <summary>The runs of a home.</summary>
/// <param name="Runs">Their names.</param>
/// <param name="Summaries">Each in one line; null where only the names were asked for.</param>
internal sealed record RunNamesBody(
    IReadOnlyList<string> Runs,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    IReadOnlyList<Actors.Runs.RunSummary>? Summaries = null);

/// <summary>The spec of a run as resolved HOCON text.</summary>
internal sealed record SpecBody(string Source);

/// <summary>A measurement and the steps of ancestry at which it was made.</summary>
internal sealed record MeasurementBody(long Step, Evaluation Evaluation);

/// <summary>
/// One branch's own steps, column by column; then what they read, how long they took, and which devices took them; then
/// further figures with what they are, and scheduled numbers beside the rate by name, where there are any.
/// </summary>
internal sealed record BranchHistoryBody(
    string Branch,
    long FirstStep,
    IReadOnlyList<float> Losses,
    IReadOnlyList<double> LearningRates,
    IReadOnlyList<float> GradientNorms,
    IReadOnlyList<MeasurementBody> Evaluations,
    long Tokens = 0,
    double Milliseconds = 0,
    IReadOnlyList<string>? Devices = null,
    Actors.Edge.BranchTimes? Times = null,
    [property: JsonIgnore(
        Condition = JsonIgnoreCondition.WhenWritingNull)] IReadOnlyList<Actors.Edge.StepColumn>? Columns = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    IReadOnlyDictionary<string, IReadOnlyList<double>>? Controls = null);

/// <summary>A checkpoint that a branch keeps.</summary>
/// <param name="Branch">The branch.</param>
/// <param name="Step">Steps of ancestry in it.</param>
/// <param name="Reason">Why it exists: <c>stage-end</c>, <c>periodic</c> or <c>requested</c>.</param>
/// <param name="Digest">Its name.</param>
internal sealed record KeptCheckpointBody(string Branch, long Step, string Reason, CheckpointDigest Digest);

/// <summary>What a run did, step by step.</summary>
internal sealed record HistoryBody(Actors.Runs.RunView Run, IReadOnlyList<BranchHistoryBody> Branches);

/// <summary>What a health probe is told: <c>live</c> or <c>ready</c>.</summary>
internal sealed record HealthBody(string Status);
