using System.Diagnostics;
using Riverrun.Actors.Branches;
using Riverrun.Actors.Identity;
using Riverrun.Models.Plans;
using Riverrun.Models.Schedules;
using Riverrun.Models.Training;

namespace Riverrun.Actors.Runs;

/// <summary>Makes the view of a run from its state and from what its branches said last. Pure.</summary>
internal static class RunViews
{
    /// <summary>The view.</summary>
    public static RunView Of(
        RunState state,
        IReadOnlyDictionary<string, BranchMilestone.Progressed> live,
        IReadOnlyDictionary<string, long> tips)
    {
        var spec = state.Spec
            ?? throw new ArgumentException("There is no view of a run that was not started.", nameof(state));
        var plan = RunPlan.Of(state.Rivers);
        var removed = state.RemovedBranches;

        return new RunView(
            spec.Name,
            spec.Recipe,
            WireName.Of(spec.Policy),
            Status(state),
            BranchEnds.HasFailed(state) ? state.Failure : null,
            spec.Seed,
            [.. Budgets(state).Where(budget => !removed.Contains(budget.Branch)).OrderBy(budget => budget.Steps)
                .ThenBy(budget => budget.Branch, StringComparer.Ordinal)],
            [
                .. state.Branches
                    .Where(branch => !removed.Contains(branch.Name))
                    .Select(branch => Branch(branch, plan.Find(branch.Name), live, tips, state))
                    .OfType<BranchView>(),
            ],
            RunMilestones.Spent(state, tips),
            new ReplayView(
                state.Branches.Sum(branch => branch.ReplayedSteps), state.Branches.Sum(branch => branch.Divergences)),
            ForkViews.Of(state) is { Count: > 0 } forks ? forks : null,
            [.. plan.Rivers.Where(planned => state.Removed?.Contains(planned.River.Name) != true)
                .Select(planned => River(planned.River, planned.Branches, state, tips))],
            [.. state.Branches.SelectMany(branch => branch.Checkpoints).Select(kept => kept.On).OfType<Computer>()
                .Distinct()],
            spec.Main.Objective?.Kind,
            Headline(state) is { } headline && (headline != Evaluation.Loss || spec.Main.Objective is not null)
                ? headline : null);
    }

    private static RiverView River(
        River river, IReadOnlyList<BranchPlan> plan, RunState state, IReadOnlyDictionary<string, long> tips)
    {
        var (parent, step) = From(river.Start);

        return new RiverView(
            river.Name,
            WireName.Of(river.Spec.Policy),
            parent,
            step,
            [.. plan.Select(branch => branch.Name)],
            RunMilestones.Spent(state, plan, tips),
            Ledger.Of(plan).Campaign);
    }

    /// <summary>The view of a run that cannot be recovered: what its first events say, and the reason.</summary>
    /// <param name="run">Its name.</param>
    /// <param name="state">The fold of the events that could be followed.</param>
    /// <param name="reason">Why it cannot be recovered, as a sentence.</param>
    public static RunView Unreadable(RunId run, RunState state, string reason) => new(
        run.Name,
        state.Spec?.Recipe ?? "",
        state.Spec is { } spec ? WireName.Of(spec.Policy) : "",
        RunView.Unreadable,
        reason,
        state.Spec?.Seed ?? 0,
        [],
        [],
        0,
        new ReplayView(0, 0));

    private static Figure? Headline(RunState state) => state.Branches
        .SelectMany(branch => branch.Checkpoints).Select(kept => kept.Evaluation)
        .Concat(state.Reached.Select(reached => reached.Evaluation))
        .FirstOrDefault(measured => measured is not null)?.Headline.Figure;

    private static string Status(RunState state) => state switch
    {
        { Wish: Wish.Cancel } => "cancelled",
        { IsCompleted: true } => "completed",
        _ when BranchEnds.HasFailed(state) => "failed",
        { Wish: Wish.Pause } => "paused",
        _ => "running",
    };

    private static IEnumerable<BudgetView> Budgets(RunState state)
    {
        var delivered = new Dictionary<(long, string), RunEvent.BudgetReached>();

        foreach (var known in state.Reached)
            delivered[(known.Steps, known.Branch)] = known;

        return
            from branch in state.Plan
            from stage in branch.Plan.Stages
            where stage.Budget is not null
            let reached = delivered.GetValueOrDefault((stage.EndStep, branch.Plan.Name))
            select new BudgetView(
                stage.EndStep,
                reached is null ? "planned" : "reached",
                reached?.Digest,
                reached?.Evaluation.LossNats,
                reached?.Evaluation.BitsPerByte,
                reached?.Evaluation.Metrics,
                branch.Plan.Name,
                reached?.AncestorSteps,
                reached?.SpentSteps,
                reached?.RiverSteps ?? (state.Rivers.Count == 1 ? reached?.SpentSteps : null),
                reached?.Evaluation.HeldOut,
                reached?.Evaluation.Measures);
    }

    private static BranchView? Branch(
        OpenedBranch branch,
        BranchPlan? plan,
        IReadOnlyDictionary<string, BranchMilestone.Progressed> live,
        IReadOnlyDictionary<string, long> tips,
        RunState state)
    {
        if (plan is null)
            return null;

        var (parent, forkStep) = From(plan.Start);
        var said = live.GetValueOrDefault(branch.Name);
        var step = Math.Max(RunMilestones.Tip(branch, tips), plan.Start.Step);

        return new BranchView(
            branch.Name,
            parent,
            forkStep,
            branch.CompletedAt >= plan.EndStep ? "completed"
                : state.Wish == Wish.Cancel || branch.Wish == Wish.Cancel ? "cancelled"
                : branch.Failure is not null ? "failed"
                : said?.Status ?? "waiting",
            step,
            plan.EndStep,
            said?.Device,
            [.. plan.Stages.Select(Stage)],
            [.. branch.Checkpoints.OrderBy(kept => kept.Step)
                .Select(kept => new CheckpointView(kept.Step, kept.Digest, kept.Reason, kept.On))],
            said is { LossNats: { } loss, LearningRate: { } rate, Status: "training" }
                ? new LiveView(loss, rate, said.StepsPerSecond, said.TokensPerSecond, said.Figures, said.Controls)
                : null,
            Failure: branch.Failure,
            MergedFrom: (plan.Start as BranchStart.Merge)?.From);
    }

    /// <summary>The checkpoint that it goes on from: of a merge the last one, whose step and moments it has.</summary>
    private static (string? Branch, long? AtStep) From(BranchStart start) =>
        start.Sources() is [.., var (branch, step)] ? (branch, step) : (null, null);

    private static StageView Stage(Stage stage) => new(
        stage.Name, stage.FirstStep, stage.EndStep, PhaseName(stage.Phase), stage.PeakLearningRate, stage.Budget);

    private static string PhaseName(Phase phase) => phase switch
    {
        Phase.WarmUp => "warm-up",
        Phase.Stable => "stable",
        Phase.Decaying => "decay",
        _ => throw new UnreachableException($"Phase {phase.GetType().Name} has no name."),
    };
}
