using Riverrun.Actors.Branches;
using Riverrun.Actors.EventSourcing;
using Riverrun.Actors.Identity;
using Riverrun.Models.Training;

namespace Riverrun.Actors.Runs;

/// <summary>Makes the summary of a run from what is stored about it. Pure.</summary>
internal static class RunSummaries
{
    private static readonly Dictionary<string, BranchMilestone.Progressed> NothingLive = [];

    /// <summary>What a run has stored, folded as far as it can be.</summary>
    /// <param name="run">The run.</param>
    /// <param name="events">All its events, oldest first, or what stands in their place.</param>
    /// <param name="last">The number of the last of them, from 1: one that is greater than their count tells of a
    /// loss.</param>
    public static (RunState State, RunSummary Summary) Of(RunId run, IReadOnlyList<object> events, long last)
    {
        var state = RunState.Empty;
        RunView view;

        try
        {
            if (events.Count != last)
                throw new UnreadableException(WorldBroken.Incomplete(run.PersistenceId, events.Count, last).Reason);

            foreach (var recorded in Undecoded.RefusedIn<RunEvent>(run.PersistenceId, events))
                state = state.Apply(recorded.Event);

            view = state.Spec is null
                ? RunViews.Unreadable(run, state, $"The events of {run.PersistenceId} do not say that it was started.")
                : RunViews.Of(state, NothingLive, new Dictionary<string, long>());
        }
        catch (Exception defect)
        {
            view = RunViews.Unreadable(run, state, WorldBroken.Unreadable(run.PersistenceId, defect).Reason);
        }

        var times = events.OfType<Recorded<RunEvent>>().Select(recorded => recorded.At)
            .DefaultIfEmpty(DateTimeOffset.UnixEpoch).ToList();

        return (state, Of(view, times[0], times[^1]));
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
        view.Branches.Select(branch => branch.EndStep).Concat(view.Budgets.Select(budget => budget.Steps))
            .DefaultIfEmpty(0).Max(),
        view.SpentSteps,
        view.Budgets.Min(budget => budget.ValidationLossNats),
        started,
        updated,
        Measure.Best(view.Budgets.Select(budget => budget.Measures?[0])),
        view.Failure);
}
