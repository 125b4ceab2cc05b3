namespace Riverrun.Actors.Placement;

/// <summary>Place: waiting branches × free devices → who gets what. Pure.</summary>
internal static class PlacementPolicy
{
    /// <summary>
    /// Serves the greatest priority first, and among equals the branch that is done soonest (shortest remaining time:
    /// nothing delivers models earlier on average). Each takes, of the free devices that meet its needs, one that has
    /// its checkpoint at hand, else the one with the least memory, so that large devices stay free for those who need
    /// them.
    /// </summary>
    /// <param name="waiting">Those who wait, in their turn.</param>
    /// <param name="free">Devices that nobody holds.</param>
    public static IReadOnlyList<(PlacementCommand.Request Branch, PlacementCommand.Announce Device)> Place(
        IEnumerable<PlacementCommand.Request> waiting, IReadOnlyList<PlacementCommand.Announce> free)
    {
        var left = free.OrderBy(device => device.Description.MemoryBytes)
            .ThenBy(device => device.Device, StringComparer.Ordinal).ToList();
        var placed = new List<(PlacementCommand.Request, PlacementCommand.Announce)>();

        if (left.Count == 0)
            return placed;

        foreach (var branch in waiting)
        {
            if (Choose(branch, left) is not { } device)
                continue;

            placed.Add((branch, device));
            left.Remove(device);

            if (left.Count == 0)
                break;
        }

        return placed;
    }

    /// <summary>
    /// Who of two is served first: negative when it is the first of them, 0 when it is the one who waited longer.
    /// </summary>
    public static int Turn(PlacementCommand.Request one, PlacementCommand.Request other) =>
        one.Priority != other.Priority
            ? other.Priority.CompareTo(one.Priority) : one.RemainingSteps.CompareTo(other.RemainingSteps);

    /// <summary>
    /// Whether a holder gives its device up for another branch: for one of greater priority, or for one of its own that
    /// needs at most half as many steps, so that branches of like length do not swap.
    /// </summary>
    public static bool GivesWay(int priority, long remainingSteps, int toPriority, long toRemainingSteps) =>
        toPriority > priority || (toPriority == priority && toRemainingSteps <= remainingSteps / 2);

    private static PlacementCommand.Announce? Choose(
        PlacementCommand.Request branch, List<PlacementCommand.Announce> left)
    {
        var fitting = left.Where(device => branch.IsMetBy(device.Description));

        return branch.From is { } checkpoint
            && fitting.FirstOrDefault(device => device.Near?.Contains(checkpoint) == true) is { } near
            ? near
            : fitting.FirstOrDefault();
    }
}
