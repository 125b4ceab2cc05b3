using Riverrun.Actors.Runs;

namespace Riverrun.Host.Export;

/// <summary>
/// Gives every branch a lane of the river drawing, so that no two that are alive at the same time share one.
/// </summary>
internal static class RiverLanes
{
    /// <summary>Lanes by branch, from 0 downwards; a child lies as near to its parent as there is room.</summary>
    /// <param name="branches">Parents before children.</param>
    /// <param name="extent">Where a branch with its labels begins and ends.</param>
    public static IReadOnlyDictionary<string, int> Assign(
        IReadOnlyList<BranchView> branches, Func<BranchView, (double From, double To)> extent)
    {
        var lanes = new Dictionary<string, int>();
        var taken = new Dictionary<int, List<(double From, double To)>>();

        foreach (var branch in branches)
        {
            var room = extent(branch);
            var parent = branch.Parent is { } name && lanes.TryGetValue(name, out var lane) ? lane : (int?)null;
            var chosen = Candidates(parent).First(candidate => IsFree(taken, candidate, room));
            lanes[branch.Name] = chosen;

            if (!taken.TryGetValue(chosen, out var rooms))
                taken[chosen] = rooms = [];

            rooms.Add(room);
        }

        var top = lanes.Values.DefaultIfEmpty(0).Min();

        return lanes.ToDictionary(pair => pair.Key, pair => pair.Value - top);
    }

    private static IEnumerable<int> Candidates(int? parent)
    {
        for (var distance = parent is null ? 0 : 1; ; distance++)
        {
            yield return (parent ?? 0) + distance;

            if (parent is not null)
                yield return parent.Value - distance;
        }
    }

    private static bool IsFree(
        Dictionary<int, List<(double From, double To)>> taken, int lane, (double From, double To) room) =>
        !taken.TryGetValue(lane, out var rooms) || rooms.All(other => room.From >= other.To || other.From >= room.To);
}
