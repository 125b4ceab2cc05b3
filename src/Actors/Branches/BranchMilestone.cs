using System.Text.Json.Serialization;
using Riverrun.Models.Checkpoints;
using Riverrun.Models.Plans;
using Riverrun.Models.Training;

namespace Riverrun.Actors.Branches;

/// <summary>What a branch tells its run. Told again after every recovery; the run takes each only once.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "type")]
[JsonDerivedType(typeof(CheckpointStored), "checkpoint-stored")]
[JsonDerivedType(typeof(Completed), "completed")]
[JsonDerivedType(typeof(Failed), "failed")]
[JsonDerivedType(typeof(ReplayDone), "replay-done")]
[JsonDerivedType(typeof(PlanRefused), "plan-refused")]
[JsonDerivedType(typeof(Progressed), "progressed")]
internal abstract record BranchMilestone
{
    private BranchMilestone() { }

    /// <summary>The branch that speaks.</summary>
    public required string Branch { get; init; }

    /// <summary>A checkpoint exists, with what was measured at that step, if anything was.</summary>
    /// <param name="Step">Steps of ancestry in it.</param>
    /// <param name="Digest">Its name.</param>
    /// <param name="Reason">Why it was stored.</param>
    /// <param name="Evaluation">What was measured.</param>
    /// <param name="On">What computed it; null where the journal does not tell.</param>
    public sealed record CheckpointStored(
        long Step, CheckpointDigest Digest, string Reason, Evaluation? Evaluation,
        Computer? On = null) : BranchMilestone;

    /// <summary>The plan is done up to <paramref name="Step"/>.</summary>
    public sealed record Completed(long Step) : BranchMilestone;

    /// <summary>The branch has stopped at that attempt and says why.</summary>
    public sealed record Failed(string Reason, int Attempt) : BranchMilestone;

    /// <summary>All replays of this branch so far: steps compared, comparisons that differed.</summary>
    public sealed record ReplayDone(long Steps, long Diverged) : BranchMilestone;

    /// <summary>The run's new plan contradicts what was trained.</summary>
    public sealed record PlanRefused(TrainedPath Trained) : BranchMilestone;

    /// <summary>Where the branch is. Never stored: the branch's own events say it.</summary>
    /// <param name="Step">Steps of ancestry that are stored.</param>
    /// <param name="Status">What it does.</param>
    /// <param name="Device">What trains it.</param>
    /// <param name="LossNats">Training loss, in the unit of the headline: nats per token for text.</param>
    /// <param name="LearningRate">The rate.</param>
    /// <param name="StepsPerSecond">Steps a second.</param>
    /// <param name="TokensPerSecond">Tokens a second.</param>
    /// <param name="Figures">Further figures of the latest steps; null for none.</param>
    /// <param name="Controls">Scheduled numbers beside the rate, by name; null for none.</param>
    public sealed record Progressed(
        long Step,
        string Status,
        string? Device,
        float? LossNats,
        double? LearningRate,
        double StepsPerSecond,
        double TokensPerSecond,
        IReadOnlyList<Measure>? Figures = null,
        IReadOnlyDictionary<string, double>? Controls = null) : BranchMilestone;
}
