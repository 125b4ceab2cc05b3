namespace Riverrun.Actors.Placement;

/// <summary>Place: waiting branches × free devices → who gets what. Pure.</summary>
public static class PlacementPolicy
{
    /// <summary>
    /// Serves the branch that is done soonest first (shortest remaining time: nothing delivers models earlier on average);
    /// each takes the first free device that meets its needs.
    /// </summary>
    /// <param name="waiting">Longest waiting first: who goes first among equals.</param>
    /// <param name="free">Devices that nobody holds.</param>
    public static IReadOnlyList<(PlacementCommand.Request Branch, PlacementCommand.Announce Device)> Place(
        IReadOnlyList<PlacementCommand.Request> waiting, IReadOnlyList<PlacementCommand.Announce> free)
    {
        var left = free
            .GroupBy(device => device.Description.Kind)
            .ToDictionary(kind => kind.Key, kind => new Queue<PlacementCommand.Announce>(kind));
        var placed = new List<(PlacementCommand.Request, PlacementCommand.Announce)>();

        foreach (var branch in waiting.OrderBy(branch => branch.RemainingSteps))
            if (left.TryGetValue(branch.Needs.Kind, out var devices) && devices.TryDequeue(out var device))
                placed.Add((branch, device));

        return placed;
    }

    /// <summary>
    /// Whether a branch gives its device up for another: when that one needs at most half as many steps, so that
    /// branches of like length do not swap.
    /// </summary>
    public static bool GivesWay(long remainingSteps, long toRemainingSteps) => toRemainingSteps <= remainingSteps / 2;
}
