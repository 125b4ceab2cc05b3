using Riverrun.Actors.Branches;
using Riverrun.Actors.EventSourcing;
using Riverrun.Actors.Identity;
using Riverrun.Models.Training;

namespace Riverrun.Actors.Runs;

/// <summary>Makes the summary of a run from what is stored about it. Pure.</summary>
internal static class RunSummaries
{
    private static readonly Dictionary<string, BranchMilestone.Progressed> NothingLive = [];

    /// <summary>What a run has stored, folded; null where it has stored nothing.</summary>
    /// <param name="run">The run.</param>
    /// <param name="events">All its events, oldest first.</param>
    public static (RunState State, RunSummary Summary)? Of(RunId run, IReadOnlyList<Recorded<RunEvent>> events)
    {
        if (events.Count == 0)
            return null;

        var state = RunState.Empty;
        RunView? view = null;

        try
        {
            foreach (var recorded in events)
                state = state.Apply(recorded.Event);

            view = state.Spec is null ? null : RunViews.Of(state, NothingLive, new Dictionary<string, long>());
        }
        catch (Exception)
        {
            // As the entity says of itself: show has the reason.
        }

        return (state, Of(view ?? RunViews.Unreadable(run, state, ""), events[0].At, events[^1].At));
    }

    /// <summary>The summary with the steps that branches have stored since their last checkpoints.</summary>
    /// <param name="state">The run.</param>
    /// <param name="summary">What its own events say.</param>
    /// <param name="tips">By branch, how far it has come and when that was stored.</param>
    public static RunSummary WithTips(
        RunState state, RunSummary summary, IReadOnlyDictionary<string, (long Step, DateTimeOffset At)> tips)
    {
        if (tips.Count == 0)
            return summary;

        var view = RunViews.Of(state, NothingLive, tips.ToDictionary(tip => tip.Key, tip => tip.Value.Step));
        var updated = tips.Values.Max(tip => tip.At);

        return Of(view, summary.StartedAt, updated > summary.UpdatedAt ? updated : summary.UpdatedAt);
    }

    private static RunSummary Of(RunView view, DateTimeOffset started, DateTimeOffset updated) => new(
        view.Name,
        view.Recipe,
        view.Policy,
        view.Status,
        view.Seed,
        view.Budgets.Count(budget => budget.Status == "reached"),
        view.Budgets.Count,
        view.Branches.Select(branch => branch.Step).DefaultIfEmpty(0).Max(),
        view.Branches.Select(branch => branch.EndStep).Concat(view.Budgets.Select(budget => budget.Steps)).DefaultIfEmpty(0).Max(),
        view.SpentSteps,
        view.Budgets.Min(budget => budget.ValidationLossNats),
        started,
        updated,
        Measure.Best(view.Budgets.Select(budget => budget.Measures?[0])));
}
