using System.Text.Json.Serialization;
using Riverrun.Models.Plans;

namespace Riverrun.Actors.Runs;

/// <summary>What a person may ask of a run.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "type")]
[JsonDerivedType(typeof(Start), "start")]
[JsonDerivedType(typeof(AddBudget), "add-budget")]
[JsonDerivedType(typeof(RemoveBudget), "remove-budget")]
[JsonDerivedType(typeof(Fork), "fork")]
[JsonDerivedType(typeof(AddMerge), "add-merge")]
[JsonDerivedType(typeof(Pause), "pause")]
[JsonDerivedType(typeof(Resume), "resume")]
[JsonDerivedType(typeof(Cancel), "cancel")]
[JsonDerivedType(typeof(Forget), "forget")]
[JsonDerivedType(typeof(CancelBranch), "cancel-branch")]
[JsonDerivedType(typeof(RemoveFork), "remove-fork")]
public abstract record RunCommand
{
    private RunCommand() { }

    /// <summary>Begin the run, or wake it where it stopped. Refused when it exists with another spec.</summary>
    /// <param name="Spec">What to run.</param>
    /// <param name="Source">The resolved text the spec was read from, so that a fork can change a key of it.</param>
    public sealed record Start(RunSpec Spec, string Source) : RunCommand;

    /// <summary>Deliver one more model, at <paramref name="Steps"/>.</summary>
    public sealed record AddBudget(long Steps) : RunCommand;

    /// <summary>Do not deliver the model at <paramref name="Steps"/>; refused once its decay has begun.</summary>
    public sealed record RemoveBudget(long Steps) : RunCommand;

    /// <summary>Open a new line of branches at a kept checkpoint.</summary>
    /// <param name="Name">Name of the new branch.</param>
    /// <param name="Branch">The branch to fork from.</param>
    /// <param name="AtStep">The step of a checkpoint that branch keeps.</param>
    /// <param name="Spec">The run's spec with the fork's changes.</param>
    public sealed record Fork(string Name, string Branch, long AtStep, RunSpec Spec) : RunCommand;

    /// <summary>Open a branch that is the merge of kept checkpoints: measured and stored, and no step taken.</summary>
    /// <param name="Name">Name of the new branch.</param>
    /// <param name="From">The checkpoints, in the order in which their weights are added up.</param>
    public sealed record AddMerge(string Name, IReadOnlyList<MergeSource> From) : RunCommand;

    /// <summary>Stop within one slice and give the devices back.</summary>
    public sealed record Pause : RunCommand;

    /// <summary>Go on.</summary>
    public sealed record Resume : RunCommand;

    /// <summary>Stop for good; what is stored stays.</summary>
    public sealed record Cancel : RunCommand;

    /// <summary>Stop one branch for good; the others go on.</summary>
    public sealed record CancelBranch(string Branch) : RunCommand;

    /// <summary>Show a fork no longer, and need nothing of it any more; refused while it trains.</summary>
    public sealed record RemoveFork(string Name) : RunCommand;

    /// <summary>Name a checkpoint no longer: its bytes are about to be collected.</summary>
    public sealed record Forget(string Branch, long AtStep) : RunCommand;
}
