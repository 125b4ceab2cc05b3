using System.Runtime.InteropServices;
using Riverrun.Actors.Branches;
using Riverrun.Actors.Runs;
using Riverrun.Models.Checkpoints;
using Riverrun.Models.Data;
using Riverrun.Models.Native;
using Riverrun.Models.Plans;
using Riverrun.Models.Tasks.Language;
using Riverrun.Models.Training;

namespace Riverrun.Actors.Edge;

/// <summary>
/// Proves a run: its checkpoints' digests, its journal's steps and rates, its ledger, and a stretch of it trained
/// again.
/// </summary>
internal sealed class RunVerifier(ICheckpointStore store, ITrainers trainers)
{
    private const int ReplayedSteps = 20;

    public async Task<VerifyReport> VerifyAsync(
        RunState run, IReadOnlyDictionary<string, IReadOnlyList<BranchEvent>> branches, bool isTraining,
        CancellationToken cancel) => new(
    [
        await CheckpointsAsync(run, cancel),
        Journal(run, branches),
        Rates(run, branches),
        Ledger(run, branches),
        isTraining
            ? NotReplayed("a run is training, and every resume replays its last steps.")
            : await Task.Factory.StartNew(
                () => ReplayOrReason(run, branches), cancel, TaskCreationOptions.LongRunning, TaskScheduler.Default),
    ]);

    private async Task<VerifyCheck> CheckpointsAsync(RunState run, CancellationToken cancel)
    {
        var checkpoints = run.Branches.SelectMany(branch => branch.Checkpoints.Select(kept => (branch.Name, kept)))
            .ToList();

        var workloads = run.Plan.ToDictionary(
            branch => branch.Plan.Name, branch => branch.Spec.Workloads[branch.Plan.Workload]);
        var states = new StoredStateCheck();

        foreach (var (branch, kept) in checkpoints)
        {
            try
            {
                await using var stream = await store.OpenAsync(kept.Digest, cancel);

                if (workloads.TryGetValue(branch, out var workload)
                    && states.ProblemOf(stream, workload) is { } problem)
                    return new VerifyCheck(
                        "checkpoints", false, $"Branch {branch}, step {kept.Step}, {kept.Digest}: {problem}");
            }
            catch (DamagedCheckpointException damaged)
            {
                return new VerifyCheck("checkpoints", false, $"Branch {branch}, step {kept.Step}: {damaged.Message}");
            }
        }

        return new VerifyCheck(
            "checkpoints", true,
            $"{checkpoints.Count} checkpoints have the digests that the journal names, and hold finite models.");
    }

    private static VerifyCheck Journal(RunState run, IReadOnlyDictionary<string, IReadOnlyList<BranchEvent>> branches)
    {
        var steps = 0L;

        foreach (var (plan, _) in run.Plan.Where(branch => branches.ContainsKey(branch.Plan.Name)))
        {
            var next = plan.Start.Step;

            foreach (var slice in branches[plan.Name].OfType<BranchEvent.StepsTaken>())
            {
                if (slice.FirstStep != next)
                    return new VerifyCheck(
                        "journal", false,
                        $"Branch {plan.Name} goes on at step {slice.FirstStep} after step {next - 1}.");

                next += slice.Losses.Count;
                steps += slice.Losses.Count;
            }
        }

        return new VerifyCheck("journal", true, $"{steps} steps follow one another without a gap or a double.");
    }

    private static VerifyCheck Rates(RunState run, IReadOnlyDictionary<string, IReadOnlyList<BranchEvent>> branches)
    {
        var steps = 0L;

        foreach (var (plan, spec) in run.Plan.Where(branch => branches.ContainsKey(branch.Plan.Name)))
            foreach (var slice in branches[plan.Name].OfType<BranchEvent.StepsTaken>())
                for (var i = 0; i < slice.LearningRates.Count; i++, steps++)
                {
                    if (plan.StageOf(slice.FirstStep + i) is { } stage
                        && stage.LearningRateAt(slice.FirstStep + i) != slice.LearningRates[i])
                        return new VerifyCheck(
                            "rates",
                            false,
                            $"Branch {plan.Name}, step {slice.FirstStep + i} used rate {slice.LearningRates[i]:R}; "
                            + $"the policy says {stage.LearningRateAt(slice.FirstStep + i):R}.");

                    foreach (var control in spec.Workloads[plan.Workload].Controls ?? [])
                        if (slice.Controls?.GetValueOrDefault(control.Name)?[i] is { } used
                            && used != control.At(slice.FirstStep + i))
                            return new VerifyCheck(
                                "rates",
                                false,
                                $"Branch {plan.Name}, step {slice.FirstStep + i} used {used:R} for {control.Name}; "
                                + $"the plan says {control.At(slice.FirstStep + i):R}.");
                }

        return new VerifyCheck("rates", true, $"{steps} learning rates equal the policy's.");
    }

    private static VerifyCheck Ledger(RunState run, IReadOnlyDictionary<string, IReadOnlyList<BranchEvent>> branches)
    {
        var done = run.Plan.Select(branch => branch.Plan)
            .Where(plan => run.Branch(plan.Name)?.CompletedAt >= plan.EndStep);
        var planned = Models.Plans.Ledger.Of([.. done]).Campaign; // Who failed or was cancelled owes no steps.
        var taken = branches.Values.SelectMany(events => events.OfType<BranchEvent.StepsTaken>())
            .Sum(slice => (long)slice.Losses.Count);
        var fits = !run.IsCompleted || taken >= planned; // A budget taken back leaves steps that no plan has any more.

        return new VerifyCheck(
            "ledger", fits, $"The branches took {taken} steps; the plan has {planned} for those that are done.");
    }

    /// <summary>
    /// The replay; or that it cannot be made here, since who decides need not have what the workers train with.
    /// </summary>
    private VerifyCheck ReplayOrReason(RunState run, IReadOnlyDictionary<string, IReadOnlyList<BranchEvent>> branches)
    {
        try
        {
            return Replay(run, branches);
        }
        catch (Exception wrong) when (wrong is DamagedCheckpointException or NonFiniteStateException)
        {
            return new VerifyCheck("replay", false, wrong.Message);
        }
        catch (Exception missing)
            when (missing is CorpusException or MissingDeviceException or UnusableLibTorchException)
        {
            return NotReplayed($"the run cannot be trained on this machine: {missing.Message}");
        }
        catch (Exception fault) when (fault is ExternalException or OutOfMemoryException)
        {
            return new VerifyCheck("replay", false, TorchFault.Sentence(fault));
        }
    }

    private static VerifyCheck NotReplayed(string cause) => new("replay", true, $"Not done here: {cause}");

    private VerifyCheck Replay(RunState run, IReadOnlyDictionary<string, IReadOnlyList<BranchEvent>> branches)
    {
        foreach (var (plan, spec) in run.Plan.Reverse())
        {
            var taken = (branches.GetValueOrDefault(plan.Name) ?? []).OfType<BranchEvent.StepsTaken>().ToList();
            var last = Math.Min(plan.Start.Step + taken.Sum(slice => slice.Losses.Count), plan.EndStep);
            var from = run.Branch(plan.Name)?.Checkpoints.Where(kept => kept.Step < last).MaxBy(kept => kept.Step);

            if (from is null || plan.StageOf(from.Step) is not { } first)
                continue;

            var end = Math.Min(from.Step + ReplayedSteps, last);
            var setup = new TrainerSetup(
                spec.Seed, plan.Workload, spec.Workloads[plan.Workload], first.PeakLearningRate, spec.Device);
            var rates = Enumerable.Range(0, (int)(end - from.Step))
                .Select(i => plan.StageOf(from.Step + i)!.LearningRateAt(from.Step + i)) // Below the plan's end.
                .ToArray();

            using var stream = store.OpenAsync(from.Digest, CancellationToken.None).GetAwaiter().GetResult();
            using var trainer = trainers.Restore(setup, stream, Carry.Everything);
            var again = trainer.Train(new StepControls(rates, setup.Workload.ControlsAt(from.Step, rates.Length)));

            var journal = BranchState.Empty with
            {
                Tail = new StepTail([
                    .. taken.Select(
                        slice => new TailSlice(slice.FirstStep, slice.Losses, slice.GradientNorms, slice.Columns)),
                ]),
            };

            if (StepComparison.FirstDifference(journal, again, again.Losses.Count) is { } differs)
                return new VerifyCheck(
                    "replay",
                    false,
                    $"Branch {plan.Name}, step {differs.FirstStep} was recomputed as {differs.Actual:R}"
                    + $"{(differs.Figure is { } figure ? $" in {figure}" : "")}; the journal holds "
                    + $"{differs.Expected:R}, "
                    + $"from {DeviceOf(branches[plan.Name], differs.FirstStep)}. Another build, processor or GPU than "
                    + "that one's may round otherwise.");

            return new VerifyCheck(
                "replay", true,
                $"Steps {from.Step} to {end - 1} of branch {plan.Name}, trained again, gave the same bits.");
        }

        return new VerifyCheck("replay", true, "There is no checkpoint with steps after it to replay.");
    }

    /// <summary>The device that took a stored step.</summary>
    private static string DeviceOf(IReadOnlyList<BranchEvent> events, long step) => events
        .TakeWhile(e => e is not BranchEvent.StepsTaken taken || taken.FirstStep + taken.Losses.Count <= step)
        .OfType<BranchEvent.LeaseTaken>()
        .LastOrDefault()?.Device ?? "no device that it names";
}
