using Riverrun.Actors.Branches;
using Riverrun.Actors.EventSourcing;
using Riverrun.Actors.Runs;

namespace Riverrun.Actors.Edge;

/// <summary>Makes the history of a branch from its events. Pure.</summary>
internal static class BranchHistories
{
    /// <summary>The history.</summary>
    /// <param name="branch">The branch as its users see it.</param>
    /// <param name="events">All that happened to it, in order.</param>
    public static BranchHistory Of(BranchView branch, IReadOnlyList<Recorded<BranchEvent>> events)
    {
        var steps = Of<BranchEvent.StepsTaken>(events);
        var evaluations = Of<BranchEvent.Evaluated>(events).OrderBy(e => e.Event.Step).ToList();

        return new BranchHistory(
            branch.Name,
            branch.ForkStep ?? 0,
            [.. steps.SelectMany(slice => slice.Event.Losses)],
            [.. steps.SelectMany(slice => slice.Event.LearningRates)],
            [.. steps.SelectMany(slice => slice.Event.GradientNorms)],
            [.. evaluations.Select(e => (e.Event.Step, e.Event.Evaluation))],
            new BranchTimes(
                [
                    .. steps.Select(slice => new SliceTime(
                        slice.Event.FirstStep, slice.Event.Losses.Count, slice.At, slice.Event.Milliseconds,
                        slice.Event.Tokens)),
                ],
                [.. evaluations.Select(e => e.At)]))
        {
            Columns = ColumnHistories.Figures(events.Select(recorded => recorded.Event)),
            Controls = ColumnHistories.Controls(events.Select(recorded => recorded.Event)),
            Tokens = steps.Sum(slice => slice.Event.Tokens),
            Milliseconds = steps.Sum(slice => slice.Event.Milliseconds),
            Devices = [.. Of<BranchEvent.LeaseTaken>(events).Select(e => e.Event.Device).Distinct()],
        };
    }

    private static List<(T Event, DateTimeOffset At)> Of<T>(IReadOnlyList<Recorded<BranchEvent>> events)
        where T : BranchEvent =>
        [.. from recorded in events where recorded.Event is T select ((T)recorded.Event, recorded.At)];
}
