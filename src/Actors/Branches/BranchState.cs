using System.Diagnostics;
using Riverrun.Actors.EventSourcing;
using Riverrun.Models.Checkpoints;
using Riverrun.Models.Plans;
using Riverrun.Models.Training;

namespace Riverrun.Actors.Branches;

/// <summary>A branch: the fold of its events.</summary>
/// <param name="Order">What its run wants of it, with the plan as last changed; null before it is opened.</param>
/// <param name="Step">Steps of ancestry that are stored.</param>
/// <param name="Lease">The lease it holds.</param>
/// <param name="LastEpoch">The greatest epoch it has seen.</param>
/// <param name="ResumedFrom">Where the lease in force, or the last one, started.</param>
/// <param name="Checkpoints">Usable ones, ascending by step.</param>
/// <param name="Evaluations">Measurements, ascending by step.</param>
/// <param name="Tail">The steps that a replay is compared with.</param>
/// <param name="ReplayedSteps">Steps that replays have compared.</param>
/// <param name="Divergences">Comparisons that failed.</param>
/// <param name="Failure">Why it stopped, if it did.</param>
/// <param name="CompletedAt">Where its plan was done, if it was.</param>
/// <param name="Walked">What was trained, where the plan no longer says so because it became shorter.</param>
/// <param name="ReplaysTo">The step up to which the lease in force trains again what is stored; null once it
/// has.</param>
/// <param name="TrainedOn">What computed the newest stored step; null before the first, and where the journal does not
/// tell.</param>
/// <param name="Figures">The figures that its steps report besides loss and norm; null for none.</param>
internal sealed record BranchState(
    BranchOrder? Order,
    long Step,
    HeldLease? Lease,
    long LastEpoch,
    long ResumedFrom,
    IReadOnlyList<StoredCheckpoint> Checkpoints,
    IReadOnlyList<StoredEvaluation> Evaluations,
    StepTail Tail,
    long ReplayedSteps,
    long Divergences,
    string? Failure,
    long? CompletedAt,
    IReadOnlyList<Stage>? Walked = null,
    long? ReplaysTo = null,
    Computer? TrainedOn = null,
    IReadOnlyList<Figure>? Figures = null) : IState<BranchState, BranchEvent>
{
    /// <inheritdoc/>
    public static BranchState Empty { get; } =
        new(null, 0, null, 0, 0, [], [], StepTail.Empty, 0, 0, null, null);

    /// <summary>The newest usable checkpoint, or null.</summary>
    [System.Text.Json.Serialization.JsonIgnore]
    public StoredCheckpoint? Latest => Checkpoints.Count == 0 ? null : Checkpoints[^1];

    /// <summary>Where training would start now: the newest checkpoint, or where the branch was born.</summary>
    [System.Text.Json.Serialization.JsonIgnore]
    public long ResumeStep => Latest?.Step ?? Order?.Plan.Start.Step ?? 0;

    /// <summary>Steps to the end of the plan.</summary>
    [System.Text.Json.Serialization.JsonIgnore]
    public long RemainingSteps => Math.Max(0, (Order?.Plan.EndStep ?? 0) - Step);

    /// <summary>
    /// Whether every stage is trained and its end stored; what is born without a step must be stored too.
    /// </summary>
    [System.Text.Json.Serialization.JsonIgnore]
    public bool IsDone => Order?.Plan is { } plan
        && Step >= plan.EndStep
        && (plan.Birth() is null ? ResumeStep : Latest?.Step) >= plan.EndStep;

    /// <summary>What was trained, and what a changed plan must therefore agree with.</summary>
    [System.Text.Json.Serialization.JsonIgnore]
    public TrainedPath Trained
    {
        get
        {
            var plan = Order?.Plan
                ?? throw new InvalidOperationException("A branch without an order has trained nothing.");
            var walked = Walked ?? [];
            var end = walked.Count == 0 ? plan.Start.Step : walked[^1].EndStep;

            return new TrainedPath(
                [.. walked, .. plan.Stages.From(end)],
                plan.Start.Step,
                Step,
                [.. Checkpoints.Select(kept => kept.Step), .. plan.Stages.Select(stage => stage.EndStep)]);
        }
    }

    /// <summary>What computed a checkpoint that is stored; null where nothing tells.</summary>
    internal Computer? Computed(BranchEvent.CheckpointSaved saved) =>
        Checkpoints.FirstOrDefault(known => known.Step == saved.Step && known.Digest == saved.Digest)?.On;

    /// <inheritdoc/>
    public BranchState Apply(BranchEvent happened) => happened switch
    {
        BranchEvent.Opened e => this with { Order = e.Order, Step = e.Order.Plan.Start.Step },
        BranchEvent.PlanChanged e => this with
        {
            Order = Order! with { Plan = e.Plan },
            CompletedAt = null,
            Walked = e.Plan.EndStep < Step ? Trained.Stages.Until(Step) : null,
        },
        BranchEvent.WishChanged e =>
            this with { Order = Order! with { Wish = e.Wish, Attempt = e.Attempt }, Failure = null },
        BranchEvent.LeaseTaken e => this with
        {
            Lease = new HeldLease(e.Device, e.Epoch, e.On),
            LastEpoch = e.Epoch,
            ResumedFrom = e.FromStep,
            ReplaysTo = e.FromStep < Step ? Step : null,
        },
        BranchEvent.LeaseLost => this with { Lease = null, ReplaysTo = null },
        BranchEvent.StageEntered => this,
        BranchEvent.FiguresNamed e => this with { Figures = e.Figures },
        BranchEvent.StepsTaken e => this with
        {
            Step = e.FirstStep + e.Losses.Count,
            ReplaysTo = null,
            TrainedOn = Lease?.On,
            Tail = Tail.Add(new TailSlice(e.FirstStep, e.Losses, e.GradientNorms, e.Columns)),
        },
        BranchEvent.CheckpointSaved e => this with
        {
            Checkpoints =
            [
                .. Checkpoints.Where(known => known.Step < e.Step),
                new StoredCheckpoint(e.Step, e.Digest, e.Reason, Lease?.On),
                .. Checkpoints.Where(known => known.Step > e.Step),
            ],
            Tail = Tail.From(e.Step),
        },
        BranchEvent.CheckpointDamaged e =>
            this with { Checkpoints = [.. Checkpoints.Where(c => c.Digest != e.Digest)] },
        BranchEvent.Evaluated e => this with
        {
            Evaluations = [.. Evaluations.Where(old => old.Step != e.Step), new StoredEvaluation(e.Step, e.Evaluation)],
        },
        BranchEvent.ReplayChecked e => this with { ReplayedSteps = ReplayedSteps + e.Steps, ReplaysTo = null },
        BranchEvent.ReplayDiverged => this with { Divergences = Divergences + 1 },
        BranchEvent.ReportRefused => this,
        BranchEvent.Completed e => this with { CompletedAt = e.Step },
        BranchEvent.Failed e => this with { Failure = e.Reason },
        _ => throw new UnreachableException($"Branch event {happened.GetType().Name} has no Apply."),
    };
}

/// <summary>
/// A checkpoint that a branch has stored, and why: <c>stage-end</c>, <c>periodic</c> or <c>requested</c>.
/// </summary>
/// <param name="Step">Steps of ancestry in it.</param>
/// <param name="Digest">Its name.</param>
/// <param name="Reason">Why.</param>
/// <param name="On">What computed it from the checkpoint before it, which is always a single device; null where the
/// journal does not tell.</param>
internal sealed record StoredCheckpoint(long Step, CheckpointDigest Digest, string Reason, Computer? On = null);

/// <summary>A measurement of the state after <paramref name="Step"/> steps.</summary>
internal sealed record StoredEvaluation(long Step, Evaluation Evaluation);

/// <summary>The lease a branch holds.</summary>
/// <param name="Device">The device.</param>
/// <param name="Epoch">Its epoch.</param>
/// <param name="On">What computes there; null where the journal does not tell.</param>
internal sealed record HeldLease(string Device, long Epoch, Computer? On = null);
