using System.Text.Json.Serialization;
using Riverrun.Models.Checkpoints;
using Riverrun.Models.Plans;
using Riverrun.Models.Training;

namespace Riverrun.Actors.Branches;

/// <summary>What has happened to a branch.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "type")]
[JsonDerivedType(typeof(Opened), "branch-opened")]
[JsonDerivedType(typeof(PlanChanged), "branch-plan-changed")]
[JsonDerivedType(typeof(LeaseTaken), "branch-lease-taken")]
[JsonDerivedType(typeof(LeaseLost), "branch-lease-lost")]
[JsonDerivedType(typeof(StageEntered), "branch-stage-entered")]
[JsonDerivedType(typeof(FiguresNamed), "branch-figures-named")]
[JsonDerivedType(typeof(StepsTaken), "branch-steps-taken")]
[JsonDerivedType(typeof(CheckpointSaved), "branch-checkpoint-saved")]
[JsonDerivedType(typeof(CheckpointDamaged), "branch-checkpoint-damaged")]
[JsonDerivedType(typeof(Evaluated), "branch-evaluated")]
[JsonDerivedType(typeof(ReplayChecked), "branch-replay-checked")]
[JsonDerivedType(typeof(ReplayDiverged), "branch-replay-diverged")]
[JsonDerivedType(typeof(ReportRefused), "branch-report-refused")]
[JsonDerivedType(typeof(WishChanged), "branch-wish-changed")]
[JsonDerivedType(typeof(Completed), "branch-completed")]
[JsonDerivedType(typeof(Failed), "branch-failed")]
public abstract record BranchEvent
{
    private BranchEvent() { }

    /// <summary>The branch exists and follows <paramref name="Order"/>.</summary>
    public sealed record Opened(BranchOrder Order) : BranchEvent;

    /// <summary>
    /// The stages from here on are those of <paramref name="Plan"/>; they agree with every step already taken.
    /// </summary>
    public sealed record PlanChanged(BranchPlan Plan) : BranchEvent;

    /// <summary>A device trains the branch, from what it had stored after <paramref name="FromStep"/> steps.</summary>
    /// <param name="Device">Its name.</param>
    /// <param name="Epoch">The lease's epoch.</param>
    /// <param name="FromStep">Where it begins.</param>
    /// <param name="On">What computes there; null in journals of older builds.</param>
    public sealed record LeaseTaken(string Device, long Epoch, long FromStep, Computer? On = null) : BranchEvent;

    /// <summary>The lease with that epoch is over.</summary>
    public sealed record LeaseLost(long Epoch, string Cause) : BranchEvent;

    /// <summary>The first step of a stage is next.</summary>
    public sealed record StageEntered(string Stage, long Step) : BranchEvent;

    /// <summary>
    /// The steps from here on report these figures besides loss and norm; said once, for the columns carry names alone.
    /// </summary>
    public sealed record FiguresNamed(IReadOnlyList<Figure> Figures) : BranchEvent;

    /// <summary>
    /// Optimizer steps, from <paramref name="FirstStep"/> on; entry i of each list belongs to step FirstStep + i.
    /// </summary>
    /// <param name="FirstStep">Index of the first step.</param>
    /// <param name="Losses">Training loss, in the unit of the headline: nats per token for text.</param>
    /// <param name="LearningRates">The rates that the optimizer used.</param>
    /// <param name="GradientNorms">Before clipping.</param>
    /// <param name="Tokens">Read by all the steps together.</param>
    /// <param name="Milliseconds">Time on the device.</param>
    /// <param name="Columns">Further figures by name (<see cref="FiguresNamed"/>); null for none.</param>
    /// <param name="Controls">Scheduled numbers beside the rate, by name; null for none.</param>
    public sealed record StepsTaken(
        long FirstStep,
        IReadOnlyList<float> Losses,
        IReadOnlyList<double> LearningRates,
        IReadOnlyList<float> GradientNorms,
        long Tokens,
        double Milliseconds,
        IReadOnlyDictionary<string, IReadOnlyList<float>>? Columns = null,
        IReadOnlyDictionary<string, IReadOnlyList<double>>? Controls = null) : BranchEvent;

    /// <summary>
    /// The complete state after <paramref name="Step"/> steps is stored under <paramref name="Digest"/>.
    /// </summary>
    public sealed record CheckpointSaved(long Step, CheckpointDigest Digest, string Reason) : BranchEvent;

    /// <summary>The checkpoint cannot be used; the one before it is.</summary>
    public sealed record CheckpointDamaged(CheckpointDigest Digest, string Reason) : BranchEvent;

    /// <summary>The state after <paramref name="Step"/> steps was measured on held-out data.</summary>
    public sealed record Evaluated(long Step, Evaluation Evaluation) : BranchEvent;

    /// <summary>A resume recomputed <paramref name="Steps"/> stored steps and got the same bits.</summary>
    public sealed record ReplayChecked(long Steps) : BranchEvent;

    /// <summary>A resume recomputed a stored step and got another figure.</summary>
    /// <param name="FirstStep">The step.</param>
    /// <param name="Expected">What is stored.</param>
    /// <param name="Actual">What was computed.</param>
    /// <param name="Figure">Of which figure; null for loss and gradient norm.</param>
    public sealed record ReplayDiverged(long FirstStep, float Expected, float Actual, string? Figure = null)
        : BranchEvent;

    /// <summary>A device said something it was not entitled to say; nothing of it counts.</summary>
    public sealed record ReportRefused(long Epoch, string Reason) : BranchEvent;

    /// <summary>The run wants something else of the branch now.</summary>
    public sealed record WishChanged(Wish Wish, int Attempt) : BranchEvent;

    /// <summary>
    /// The plan is done: trained, stored and measured up to <paramref name="Step"/>. A longer plan opens it again.
    /// </summary>
    public sealed record Completed(long Step) : BranchEvent;

    /// <summary>The branch cannot go on by itself.</summary>
    public sealed record Failed(string Reason) : BranchEvent;
}
