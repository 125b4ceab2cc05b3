using Riverrun.Actors.Identity;
using Riverrun.Models.Plans;

namespace Riverrun.Actors.Placement;

/// <content>Who is granted what, and who gives way.</content>
internal sealed partial record PlacementState
{
    /// <summary>Grants what can be granted; every grant raises the epoch.</summary>
    public (PlacementState State, IReadOnlyList<Lease> Grants) Place()
    {
        var state = this;
        var grants = new List<Lease>();

        if (Waiting.Count == 0)
            return (state, grants);

        var free = Devices.Values
            .Where(IsFree)
            .Select(device => device.Said)
            .ToList();

        foreach (var (branch, device) in PlacementPolicy.Place(Waiting.Requests, free))
        {
            var lease = new Lease(branch.Branch, device.Device, state.LastEpoch + 1);
            grants.Add(lease);
            state = state.With(state.Devices[device.Device] with { Lease = lease, Serves = branch.Served() }) with
            {
                Holders = state.Holders.SetItem(branch.Branch, device.Device),
                Waiting = state.Waiting.Without(branch.Branch),
                LastEpoch = lease.Epoch,
            };
        }

        return (state, grants);
    }

    /// <summary>
    /// The holders that should give way to branches that wait, which are asked in their turn: each wants, of the
    /// devices that meet its needs, the one whose holder would be served last.
    /// </summary>
    public IReadOnlyList<PlacementReport.Wanted> GiveWay()
    {
        var wanted = new List<PlacementReport.Wanted>();

        if (Waiting.Count == 0)
            return wanted;

        var held = Devices.Values
            .Where(device => device is { Lease: not null, Serves: not null })
            .OrderBy(device => device.Serves!.Priority) // Not null: the line above.
            .ThenByDescending(device => device.Serves!.RemainingSteps)
            .ToList();
        var inVain = new HashSet<(DeviceKind Kind, long MemoryBytes)>();

        foreach (var next in Waiting.Requests)
        {
            if (held.Count == 0)
                break;

            if (inVain.Contains(next.Requirements))
                continue;

            var last = held.FirstOrDefault(device => next.IsMetBy(device.Said.Description));

            if (last is { Lease: { } lease, Serves: { } serves }
                && PlacementPolicy.GivesWay(serves.Priority, serves.RemainingSteps, next.Priority, next.RemainingSteps))
            {
                wanted.Add(new PlacementReport.Wanted(lease, next.RemainingSteps, next.Priority));
                held.Remove(last);
            }
            else
                inVain.Add(next.Requirements); // Whoever needs the like and comes later is refused by the same holder.
        }

        return wanted;
    }
}
