using System.Collections.Immutable;

namespace Riverrun.Actors.Placement;

/// <summary>What the placement knows. Soft: a new placement rebuilds it from announcements and requests.</summary>
/// <param name="Devices">Announced devices by name.</param>
/// <param name="Leases">Leases in force by device.</param>
/// <param name="Waiting">Branches that want a device, longest waiting first.</param>
/// <param name="Served">What the holders had asked for, by device.</param>
/// <param name="LastEpoch">The greatest epoch anybody has seen.</param>
public sealed record PlacementState(
    ImmutableDictionary<string, PlacementCommand.Announce> Devices,
    ImmutableDictionary<string, Lease> Leases,
    ImmutableList<PlacementCommand.Request> Waiting,
    ImmutableDictionary<string, PlacementCommand.Request> Served,
    long LastEpoch)
{
    /// <summary>Nobody is known.</summary>
    public static PlacementState Empty { get; } = new(
        ImmutableDictionary<string, PlacementCommand.Announce>.Empty, ImmutableDictionary<string, Lease>.Empty, [],
        ImmutableDictionary<string, PlacementCommand.Request>.Empty, 0);

    /// <summary>The state after a device or a branch has spoken.</summary>
    public PlacementState After(PlacementCommand command) => command switch
    {
        PlacementCommand.Announce announce => this with
        {
            Devices = Devices.SetItem(announce.Device, announce),
            Leases = announce.Holds is { } held && !Leases.ContainsKey(announce.Device) ? Leases.Add(announce.Device, held) : Leases,
            LastEpoch = Math.Max(LastEpoch, announce.LastEpoch),
        },
        PlacementCommand.Withdraw withdraw => this with { Devices = Devices.Remove(withdraw.Device) },
        PlacementCommand.Request request => OnItsWay(request) is not null
            ? this
            : Waiting.Find(waiting => waiting.Branch == request.Branch) is { } known
            ? this with { Waiting = Waiting.Replace(known, request) }
            : Without(request.Branch) with { Waiting = Waiting.Add(request), LastEpoch = Math.Max(LastEpoch, request.LastEpoch) },
        PlacementCommand.Return gone => Without(gone.Branch),
        _ => this,
    };

    /// <summary>A lease that a branch has been granted and had not seen when it asked, or null.</summary>
    public Lease? OnItsWay(PlacementCommand.Request request) =>
        Leases.Values.FirstOrDefault(lease => lease.Branch == request.Branch && lease.Epoch > request.LastEpoch);

    /// <summary>Without a device that has died, and with the lease that died with it.</summary>
    public (PlacementState State, Lease? Lost) Without(PlacementCommand.Announce device) => (
        this with { Devices = Devices.Remove(device.Device), Leases = Leases.Remove(device.Device) },
        Leases.GetValueOrDefault(device.Device));

    /// <summary>Grants what can be granted; every grant raises the epoch.</summary>
    public (PlacementState State, IReadOnlyList<Lease> Grants) Place()
    {
        var free = Devices.Values
            .Where(device => !Leases.ContainsKey(device.Device))
            .OrderBy(device => device.Device, StringComparer.Ordinal)
            .ToList();
        var state = this;
        var grants = new List<Lease>();

        foreach (var (branch, device) in PlacementPolicy.Place(Waiting, free))
        {
            var lease = new Lease(branch.Branch, device.Device, state.LastEpoch + 1);
            grants.Add(lease);
            state = state with
            {
                Leases = state.Leases.SetItem(device.Device, lease),
                Served = state.Served.SetItem(device.Device, branch),
                Waiting = state.Waiting.Remove(branch),
                LastEpoch = lease.Epoch,
            };
        }

        return (state, grants);
    }

    /// <summary>The holder that should give way to the waiting branch that would be done soonest, or null.</summary>
    public PlacementReport.Wanted? GiveWay()
    {
        if (Waiting.MinBy(branch => branch.RemainingSteps) is not { } next)
            return null;

        var longest = Leases.Values
            .Where(lease => Devices.TryGetValue(lease.Device, out var device) && device.Description.Kind == next.Needs.Kind)
            .Where(lease => Served.ContainsKey(lease.Device))
            .MaxBy(lease => Served[lease.Device].RemainingSteps);

        return longest is not null && PlacementPolicy.GivesWay(Served[longest.Device].RemainingSteps, next.RemainingSteps)
            ? new PlacementReport.Wanted(longest, next.RemainingSteps)
            : null;
    }

    private PlacementState Without(string branch) => this with
    {
        Leases = Leases.RemoveRange(Leases.Where(lease => lease.Value.Branch == branch).Select(lease => lease.Key)),
        Waiting = Waiting.RemoveAll(waiting => waiting.Branch == branch),
    };
}
