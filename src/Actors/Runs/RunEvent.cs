using System.Text.Json.Serialization;
using Riverrun.Models.Checkpoints;
using Riverrun.Models.Plans;
using Riverrun.Models.Schedules;
using Riverrun.Models.Training;

namespace Riverrun.Actors.Runs;

/// <summary>What has happened to a run.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "type")]
[JsonDerivedType(typeof(Started), "run-started")]
[JsonDerivedType(typeof(BudgetAdded), "run-budget-added")]
[JsonDerivedType(typeof(BudgetRemoved), "run-budget-removed")]
[JsonDerivedType(typeof(Forked), "run-forked")]
[JsonDerivedType(typeof(Merged), "run-merged")]
[JsonDerivedType(typeof(BranchOpened), "run-branch-opened")]
[JsonDerivedType(typeof(CheckpointNoted), "run-checkpoint-noted")]
[JsonDerivedType(typeof(CheckpointForgotten), "run-checkpoint-forgotten")]
[JsonDerivedType(typeof(BudgetReached), "run-budget-reached")]
[JsonDerivedType(typeof(BranchCompleted), "run-branch-completed")]
[JsonDerivedType(typeof(ReplayNoted), "run-replay-noted")]
[JsonDerivedType(typeof(Paused), "run-paused")]
[JsonDerivedType(typeof(Resumed), "run-resumed")]
[JsonDerivedType(typeof(Completed), "run-completed")]
[JsonDerivedType(typeof(Failed), "run-failed")]
[JsonDerivedType(typeof(Cancelled), "run-cancelled")]
[JsonDerivedType(typeof(BranchCancelled), "run-branch-cancelled")]
[JsonDerivedType(typeof(ForkRemoved), "run-fork-removed")]
public abstract record RunEvent
{
    private RunEvent() { }

    /// <summary>The run exists.</summary>
    public sealed record Started(RunSpec Spec, string Source) : RunEvent;

    /// <summary>
    /// A model will be delivered at <paramref name="Steps"/>: on the trunk's way, or from the checkpoint
    /// that <paramref name="Detour"/> names.
    /// </summary>
    public sealed record BudgetAdded(long Steps, Detour? Detour) : RunEvent;

    /// <summary>No model will be delivered there.</summary>
    public sealed record BudgetRemoved(long Steps, string? Reason) : RunEvent;

    /// <summary>A new line of branches begins at a kept checkpoint, with a spec of its own.</summary>
    public sealed record Forked(string Name, string Branch, long AtStep, RunSpec Spec) : RunEvent;

    /// <summary>A branch will be the merge of kept checkpoints.</summary>
    /// <param name="Name">Its name.</param>
    /// <param name="From">The checkpoints, in the order in which their weights are added up.</param>
    /// <param name="Spec">The spec of the last one's river, whose main workload is what it was trained on.</param>
    public sealed record Merged(string Name, IReadOnlyList<MergeSource> From, RunSpec Spec) : RunEvent;

    /// <summary>A branch of the plan can begin: what it starts from exists.</summary>
    /// <param name="Branch">The branch.</param>
    /// <param name="Start">The checkpoint it starts from, of a merge the last one; null for a fresh start.</param>
    /// <param name="Sources">All checkpoints of a merge, in its order; null for any other start.</param>
    public sealed record BranchOpened(
        string Branch, CheckpointDigest? Start, IReadOnlyList<CheckpointDigest>? Sources = null) : RunEvent;

    /// <summary>A branch has stored a checkpoint.</summary>
    /// <param name="Branch">The branch.</param>
    /// <param name="Step">Steps of ancestry in it.</param>
    /// <param name="Digest">Its name.</param>
    /// <param name="Reason">Why it exists.</param>
    /// <param name="Evaluation">What was measured there.</param>
    /// <param name="On">What computed it; null in journals of older builds.</param>
    public sealed record CheckpointNoted(
        string Branch, long Step, CheckpointDigest Digest, string Reason, Evaluation? Evaluation,
        Computer? On = null) : RunEvent;

    /// <summary>A checkpoint is no longer kept.</summary>
    public sealed record CheckpointForgotten(string Branch, long Step) : RunEvent;

    /// <summary>The model of a budget exists.</summary>
    /// <param name="Steps">The budget.</param>
    /// <param name="Branch">The branch that delivered it.</param>
    /// <param name="Digest">The model.</param>
    /// <param name="Evaluation">Its held-out measurement.</param>
    /// <param name="AncestorSteps">Steps from initial weights to it.</param>
    /// <param name="SpentSteps">What the run had spent by then, all branches together.</param>
    /// <param name="RiverSteps">What the branches of its own river had spent; null in journals of older builds.</param>
    public sealed record BudgetReached(
        long Steps,
        string Branch,
        CheckpointDigest Digest,
        Evaluation Evaluation,
        long AncestorSteps,
        long SpentSteps,
        long? RiverSteps = null) : RunEvent;

    /// <summary>A branch's plan is done up to <paramref name="Step"/>.</summary>
    public sealed record BranchCompleted(string Branch, long Step) : RunEvent;

    /// <summary>What the replays of a branch have shown so far.</summary>
    public sealed record ReplayNoted(string Branch, long Steps, long Diverged) : RunEvent;

    /// <summary>A person paused it.</summary>
    public sealed record Paused : RunEvent;

    /// <summary>A person let it go on; <paramref name="Attempt"/> counts how often.</summary>
    public sealed record Resumed(int Attempt) : RunEvent;

    /// <summary>Every budget is delivered and every branch over. A new budget opens it again.</summary>
    public sealed record Completed : RunEvent;

    /// <summary>A branch cannot go on.</summary>
    public sealed record Failed(string Branch, string Reason) : RunEvent;

    /// <summary>A person stopped it for good.</summary>
    public sealed record Cancelled : RunEvent;

    /// <summary>A person stopped one branch for good; the run goes on without it.</summary>
    public sealed record BranchCancelled(string Branch) : RunEvent;

    /// <summary>
    /// A person removed a fork: it is shown no longer, and its checkpoints may go. Its name stays taken.
    /// </summary>
    public sealed record ForkRemoved(string Name) : RunEvent;
}
