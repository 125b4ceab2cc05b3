using Riverrun.Actors.Edge;

namespace Riverrun.Host.Export;

/// <summary>
/// When a branch took each of its own steps: a slice's time on the device, spread evenly over the steps in it.
/// </summary>
/// <remarks>
/// A slice is told by one event, whose time is that of its last step. Times never run backwards within a branch.
/// </remarks>
internal sealed class StepTimes
{
    private readonly DateTimeOffset?[] _times;

    private StepTimes(DateTimeOffset?[] times) => _times = times;

    /// <summary>The times of a branch's own steps.</summary>
    public static StepTimes Of(BranchHistory branch)
    {
        var times = new DateTimeOffset?[branch.Losses.Count];
        var before = DateTimeOffset.MinValue;

        foreach (var slice in branch.Times?.Slices ?? [])
        {
            var at = slice.At > before ? slice.At : before;
            var span = Math.Min(slice.Milliseconds, (at - before).TotalMilliseconds);

            for (var i = 0; i < slice.Steps; i++)
            {
                if (slice.FirstStep + i - branch.FirstStep is var own && own >= 0 && own < times.Length)
                    times[own] = at.AddMilliseconds(-span * (slice.Steps - 1 - i) / slice.Steps);
            }

            before = at;
        }

        return new StepTimes(times);
    }

    /// <summary>When own step <paramref name="index"/>, from 0, was done; null where nothing tells.</summary>
    public DateTimeOffset? this[int index] => _times[index];
}
