using System.Diagnostics;
using Riverrun.Actors.Devices;
using Riverrun.Actors.EventSourcing;
using Riverrun.Models.Training;

namespace Riverrun.Actors.Branches;

/// <summary>What a branch makes of the reports of its device.</summary>
internal static class BranchReports
{
    /// <summary>
    /// Turns a report into events; one under another epoch, or one that does not
    /// follow the plan, is refused and recorded.
    /// </summary>
    /// <param name="state">The branch.</param>
    /// <param name="report">What the device says.</param>
    /// <param name="stopOnDivergence">Whether the branch fails when a replayed step differs.</param>
    public static Decision<BranchEvent> Decide(this BranchState state, DeviceReport report, bool stopOnDivergence)
    {
        if (state.Lease?.Epoch != report.Epoch)
            return report is DeviceReport.Released
                ? Decision<BranchEvent>.Nothing
                : Refuse(
                    report.Epoch,
                    $"{Name(report)} came under epoch {report.Epoch}; "
                    + $"the lease in force is {state.Lease?.Epoch.ToString() ?? "none"}.");

        if (state.IsAhead(report))
            return Decision<BranchEvent>.Nothing; // One before it was lost on the way; the device repeats both.

        if (state.Failure is not null && report is not (DeviceReport.Released or DeviceReport.Faulted))
            return Decision<BranchEvent>.Nothing;

        return report switch
        {
            DeviceReport.Progressed e => Progressed(state, e, stopOnDivergence),
            DeviceReport.Saved e => Saved(state, e),
            DeviceReport.Evaluated e => Evaluated(state, e),
            DeviceReport.Released e => Decision<BranchEvent>.Accept(new BranchEvent.LeaseLost(report.Epoch, e.Cause)),
            DeviceReport.Faulted e => Faulted(state, e),
            DeviceReport.Holding => Decision<BranchEvent>.Nothing,
            _ => throw new UnreachableException($"Device report {Name(report)} has no Decide."),
        };
    }

    /// <summary>
    /// Whether a report tells of more than is stored, so that one before it must come first: of steps, or of a state
    /// that was measured
    /// before it was saved. Who heard of a stage's end alone would let the device go, and the measurement with it;
    /// and nothing goes on
    /// from a state whose measurement says that it must not.
    /// </summary>
    public static bool IsAhead(this BranchState state, DeviceReport report) => report switch
    {
        DeviceReport.Progressed e => e.Slice.FirstStep > state.Step,
        DeviceReport.Saved e => e.Step > state.Step
            || (IsMeasured(state, e) && state.Evaluations.All(known => known.Step != e.Step)),
        DeviceReport.Evaluated e => e.Step > state.Step,
        _ => false,
    };

    private static Decision<BranchEvent> Progressed(
        BranchState state, DeviceReport.Progressed report, bool stopOnDivergence)
    {
        var (slice, epoch) = (report.Slice, report.Epoch);

        if (state.ReplaysTo is null && slice.FirstStep + slice.Losses.Count <= state.Step)
            return Decision<BranchEvent>.Nothing; // The device repeats what it was not yet told is stored.

        if (StepComparison.Departure(state, slice) is { } departure)
            return GiveUp(epoch, departure);

        if (PassesAnEnd(state, report) is { } end)
            return GiveUp(
                epoch,
                $"The device went on to step {slice.FirstStep + slice.Losses.Count}, "
                + $"but the plan ends a stage at step {end} by now.");

        var events = new List<BranchEvent>();
        var known = (int)Math.Min(slice.Losses.Count, state.Step - slice.FirstStep);

        if (state.ReplaysTo is not null && StepComparison.FirstDifference(state, slice, known) is { } diverged)
        {
            events.Add(diverged);

            if (stopOnDivergence)
                return Decision<BranchEvent>.Accept([diverged, Failure(state, diverged)]);
        }

        var finite = StepComparison.FiniteSteps(slice);

        if (slice.FirstStep + slice.Losses.Count >= state.ReplaysTo && events.Count == 0)
            events.Add(new BranchEvent.ReplayChecked(
                state.Step - Math.Max(state.ResumedFrom, state.Tail.FirstStep ?? state.Step)));

        if (known < slice.Losses.Count)
            events.AddRange(NewSteps(state, slice, known, Math.Min(finite + 1, slice.Losses.Count)));

        if (finite < slice.Losses.Count)
            events.Add(NotFinite(slice, finite));

        return Decision<BranchEvent>.Accept(events);
    }

    /// <summary>The end of a stage where the device stored nothing, for it knew only the plan before.</summary>
    private static long? PassesAnEnd(BranchState state, DeviceReport.Progressed report)
    {
        var reached = report.Slice.FirstStep + report.Slice.Losses.Count;

        return state.Order?.Plan.StageOf(report.Slice.FirstStep)?.EndStep is { } end
            && (reached > end || (reached == end && report.StageEnd != end))
                ? end
                : null;
    }

    private static IEnumerable<BranchEvent> NewSteps(BranchState state, StepSlice slice, int known, int end)
    {
        if (end <= known)
            yield break; // The journal has steps beyond one that was not finite: an older build took them.

        var stage = state.Order!.Plan.StageOf(state.Step);

        if (stage?.FirstStep == state.Step)
            yield return new BranchEvent.StageEntered(stage.Name, state.Step);

        if (slice.Figures is { } figures && state.Figures?.SequenceEqual(figures) != true)
            yield return new BranchEvent.FiguresNamed(figures);

        var share = (end - known) / (double)slice.Losses.Count;

        yield return new BranchEvent.StepsTaken(
            state.Step,
            [.. slice.Losses.Take(known..end)],
            [.. slice.LearningRates.Take(known..end)],
            [.. slice.GradientNorms.Take(known..end)],
            slice.Tokens * (end - known) / slice.Losses.Count,
            slice.Duration.TotalMilliseconds * share,
            Part(slice.Columns, known..end),
            Part(slice.Controls, known..end));
    }

    private static Dictionary<string, IReadOnlyList<T>>? Part<T>(
        IReadOnlyDictionary<string, IReadOnlyList<T>>? columns, Range range) =>
        columns?.ToDictionary(
            column => column.Key, column => (IReadOnlyList<T>)[.. column.Value.Take(range)], StringComparer.Ordinal);

    /// <summary>
    /// No step goes on from one that was not finite. Whoever says the command again comes back here by the replay,
    /// which has the same bits: the steps that the journal already holds are looked at as well.
    /// </summary>
    private static BranchEvent.Failed NotFinite(StepSlice slice, int at) => new(
        (float.IsFinite(slice.Losses[at])
            ? $"The gradient norm is {slice.GradientNorms[at]}"
            : $"The loss is {slice.Losses[at]}")
        + $" at step {slice.FirstStep + at}; {Finiteness.Advice}");

    private static Decision<BranchEvent> Evaluated(BranchState state, DeviceReport.Evaluated report)
    {
        if (report.Evaluation.All.FirstOrDefault(measure => !double.IsFinite(measure.Value)) is { } wrong)
            return Decision<BranchEvent>.Accept(new BranchEvent.Failed(
                $"The {Words(wrong.Figure)} is {wrong.Value} after {report.Step} steps; {Finiteness.Advice}"));

        return state.Evaluations.Any(known => known.Step == report.Step)
            ? Decision<BranchEvent>.Nothing
            : Decision<BranchEvent>.Accept(new BranchEvent.Evaluated(report.Step, report.Evaluation));
    }

    /// <summary>Whether the device measures the state that it saved, before or after it says so.</summary>
    private static bool IsMeasured(BranchState state, DeviceReport.Saved saved) =>
        saved.Reason == DeviceReport.Saved.AtStageEnd
        || (state.Order?.Workload.Evaluation.EverySteps is > 0 and var every
            && saved.Step % every == 0
            && saved.Step > state.ResumedFrom);

    private static string Words(Figure figure) =>
        figure == Evaluation.Loss ? "validation loss" : figure.Name.Replace('-', ' ');

    private static Decision<BranchEvent> Saved(BranchState state, DeviceReport.Saved saved) =>
        state.Checkpoints.Any(known => known.Step == saved.Step && known.Digest == saved.Digest)
            ? Decision<BranchEvent>.Nothing
            : Decision<BranchEvent>.Accept(new BranchEvent.CheckpointSaved(saved.Step, saved.Digest, saved.Reason));

    private static Decision<BranchEvent> Faulted(BranchState state, DeviceReport.Faulted fault)
    {
        var lost = new BranchEvent.LeaseLost(fault.Epoch, fault.Reason);

        return fault switch
        {
            { Fault: Fault.Checkpoint, Digest: { } digest }
                when state.Checkpoints.Any(known => known.Digest == digest) =>
                Decision<BranchEvent>.Accept(new BranchEvent.CheckpointDamaged(digest, fault.Reason), lost),
            { Fault: Fault.Work or Fault.Checkpoint } =>
                Decision<BranchEvent>.Accept(lost, new BranchEvent.Failed(fault.Reason)),
            _ => Decision<BranchEvent>.Accept(lost),
        };
    }

    private static BranchEvent.Failed Failure(BranchState state, BranchEvent.ReplayDiverged diverged) => new(
        $"Step {diverged.FirstStep} was recomputed as {diverged.Actual:R}, but the journal holds "
            + $"{diverged.Expected:R}; "
        + ((state.TrainedOn, state.Lease?.On) is ({ } before, { } now) && before != now
            ? $"it was trained on {before}, and this is {now}: the same bits take the same kind of processor and the "
                + "same build."
            : "the build, the device or the thread count is not what it was."));

    private static Decision<BranchEvent> Refuse(long epoch, string reason) =>
        Decision<BranchEvent>.Accept(new BranchEvent.ReportRefused(epoch, reason));

    private static Decision<BranchEvent> GiveUp(long epoch, string reason) =>
        Decision<BranchEvent>.Accept(
            new BranchEvent.ReportRefused(epoch, reason), new BranchEvent.LeaseLost(epoch, reason));

    private static string Name(DeviceReport report) => report.GetType().Name;
}
