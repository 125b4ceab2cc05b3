using System.Collections.Immutable;
using Riverrun.Actors.Identity;
using Riverrun.Models.Plans;

namespace Riverrun.Actors.Placement;

/// <summary>What the placement knows. Soft: a new placement rebuilds it from announcements and requests.</summary>
/// <param name="Devices">Announced devices by name.</param>
/// <param name="Holders">The device that each leased branch has, by branch.</param>
/// <param name="Claims">Leases that branches say they have, by device, where the device is not known to have
/// them.</param>
/// <param name="Waiting">Branches that want a device.</param>
/// <param name="LastEpoch">The greatest epoch anybody has seen.</param>
internal sealed partial record PlacementState(
    ImmutableDictionary<string, KnownDevice> Devices,
    ImmutableDictionary<string, string> Holders,
    ImmutableDictionary<string, Lease> Claims,
    WaitingLine Waiting,
    long LastEpoch)
{
    private const long EpochsPerTerm = 1_000_000_000; // More than a placement grants in years.

    /// <summary>
    /// A device that has been silent for so many ticks is given to nobody until it is heard: it may be gone.
    /// </summary>
    private const int SilentTicksInDoubt = 3;

    /// <summary>Nobody is known.</summary>
    public static PlacementState Empty { get; } = new(
        ImmutableDictionary.Create<string, KnownDevice>(StringComparer.Ordinal),
        ImmutableDictionary.Create<string, string>(StringComparer.Ordinal),
        ImmutableDictionary.Create<string, Lease>(StringComparer.Ordinal),
        WaitingLine.Empty,
        0);

    /// <summary>The state after a device or a branch has spoken, and the leases that are over by it.</summary>
    public (PlacementState State, IReadOnlyList<PlacementReport.Revoked> Over) After(PlacementCommand command) =>
        command switch
        {
            PlacementCommand.Announce announce => IsNamesake(announce) ? (this, []) : Announced(announce),
            PlacementCommand.Withdraw withdraw => Withdrawn(withdraw),
            PlacementCommand.Request { Holds: { } held } request => Claimed(request, held),
            PlacementCommand.Request request => (Requested(request), []),
            PlacementCommand.Return gone => (Without(gone.Branch), []),
            _ => (this, []),
        };

    /// <summary>
    /// Whether a message has made a grant possible: somebody began to wait, or a device is free. Most messages say only
    /// again what is so.
    /// </summary>
    /// <param name="said">The message that led to this state.</param>
    /// <param name="before">The state before it.</param>
    public bool MayPlaceAfter(PlacementCommand said, PlacementState before) => said switch
    {
        PlacementCommand.Announce announce => Waiting.Count > 0
            && Devices.GetValueOrDefault(announce.Device) is { Lease: null },
        PlacementCommand.Request { Holds: null } => !ReferenceEquals(Waiting, before.Waiting),
        PlacementCommand.Return => !ReferenceEquals(Holders, before.Holders),
        _ => false,
    };

    /// <summary>
    /// Whether a device has the name of another that has been heard since, so that both live: who has started again is
    /// not heard where it was before. They would take each other's leases for ever, so only the latest is known.
    /// </summary>
    public bool IsNamesake(PlacementCommand.Announce announce) =>
        Devices.GetValueOrDefault(announce.Device)?.Former.Contains(announce.Address) == true;

    /// <summary>The term of the greatest epoch that was heard of or granted; 0 before the first.</summary>
    public long Term => LastEpoch / EpochsPerTerm;

    /// <summary>
    /// A lease that a branch has been granted and had not seen when it asked, or that it holds on a device which has
    /// yet to hear of it, and of whose address the branch may know nothing; or null.
    /// </summary>
    public Lease? OnItsWay(PlacementCommand.Request request) => LeaseOf(request.Branch) is not { } lease ? null
        : request.Holds is { } held ? held.Epoch == lease.Epoch ? Devices[lease.Device].Pending : null
        : lease.Epoch > request.LastEpoch ? lease
        : null;

    /// <summary>Whether a device of that kind has announced itself.</summary>
    public bool Has(DeviceKind kind) => Devices.Values.Any(device => device.Said.Description.Kind == kind);

    /// <summary>Whether a device can be granted now.</summary>
    public static bool IsFree(KnownDevice device) => device is { Lease: null, SilentTicks: < SilentTicksInDoubt };

    /// <summary>The lease that a branch has been granted, or null.</summary>
    public Lease? LeaseOf(string branch) => Holders.TryGetValue(branch, out var device) ? Devices[device].Lease : null;

    /// <summary>
    /// The state after a tick; a device that was silent for more than <paramref name="most"/> of them is gone, with its
    /// lease, and a lease that its device has not taken for so long is over.
    /// </summary>
    /// <remarks>
    /// Ticks, not times: a process that was stopped for an hour has missed as many of its own ticks as announcements.
    /// </remarks>
    public (PlacementState State, IReadOnlyList<PlacementReport.Revoked> Over) Tick(int most)
    {
        var state = this;
        var over = new List<PlacementReport.Revoked>();

        foreach (var device in Devices.Values)
            if (device.SilentTicks >= most)
            {
                state = state.Without(device);

                if (device.Lease is { } lost)
                    over.Add(new PlacementReport.Revoked(
                        lost, $"Device {device.Name} is gone: it was not heard any more."));
            }
            else if (device.Pending is { } untaken && device.PendingTicks >= most)
            {
                state = state.Without(device).With(device.Free());
                over.Add(new PlacementReport.Revoked(untaken, $"Device {device.Name} has not taken it."));
            }
            else
                state = state.With(device.Later());

        return (state, over);
    }

    /// <summary>The state in a term, counted from 1, unless it has heard of a later one.</summary>
    public PlacementState InTerm(long term) => this with { LastEpoch = Math.Max(LastEpoch, term * EpochsPerTerm) };

    /// <summary>
    /// A device that leaves gives back what it works under; of a lease it has yet to hear of it never will.
    /// </summary>
    private (PlacementState State, IReadOnlyList<PlacementReport.Revoked> Over) Withdrawn(
        PlacementCommand.Withdraw withdraw) =>
        Devices.TryGetValue(withdraw.Device, out var leaving)
            ? (Without(leaving), leaving.Pending is { } untaken
                ? [new(untaken, $"Device {leaving.Name} is leaving.")] : [])
            : (this, []);

    /// <summary>A device says what it holds, which is the truth unless it has yet to hear of a newer lease.</summary>
    private (PlacementState State, IReadOnlyList<PlacementReport.Revoked> Over) Announced(
        PlacementCommand.Announce announce)
    {
        var name = announce.Device;
        var known = Devices.GetValueOrDefault(name);
        var restarted = known is not null && !known.Said.Address.Equals(announce.Address);
        var pending = known?.Lease is { } lease && !restarted && lease.Epoch > announce.LastEpoch ? lease : null;
        var heard = new KnownDevice(announce, announce.Holds)
        {
            Former = restarted ? known!.Former.Add(known.Said.Address) : known?.Former ?? [],
        };
        var claimed = known is null && Claims.GetValueOrDefault(name) is { } claim && heard.MayTake(claim)
            ? claim : null;
        var inForce = pending ?? claimed ?? announce.Holds;
        var serves = known?.Serves is { } served && served.Branch == inForce?.Branch ? served : null;
        var over = new[] { known?.Lease, Claims.GetValueOrDefault(name) }
            .OfType<Lease>()
            .Where(former => former.Epoch != inForce?.Epoch)
            .Distinct()
            .Select(NoLonger)
            .ToList();

        var state = (
            known is null ? this : Without(known)) with
        { LastEpoch = Math.Max(LastEpoch, announce.LastEpoch) };

        return (
            state.With(heard with
            {
                Lease = inForce,
                Serves = serves,
                PendingTicks = pending is null
                ? 0 : known!.PendingTicks
            }) with
            {
                Holders = inForce is null ? state.Holders : state.Holders.SetItem(inForce.Branch, name),
                Claims = state.Claims.Remove(name),
            },
            over);
    }

    private (PlacementState State, IReadOnlyList<PlacementReport.Revoked> Over) Claimed(
        PlacementCommand.Request request, Lease held)
    {
        var state = this with
        {
            LastEpoch = Math.Max(LastEpoch, request.LastEpoch),
            Waiting = Waiting.Without(request.Branch)
        };

        if (!Devices.TryGetValue(held.Device, out var device))
            return (state with { Claims = Claims.SetItem(held.Device, held) }, []);

        if (device.Lease?.Epoch == held.Epoch)
            return (state.With(device with { Serves = request }), []);

        if (!device.MayTake(held))
            return (state, [NoLonger(held)]);

        state = state.Without(device);

        return (
            state.With(device with { Lease = held, Serves = request, PendingTicks = 0 }) with
            {
                Holders = state.Holders.SetItem(held.Branch, held.Device),
            },
            device.Lease is { } former ? [NoLonger(former)] : []);
    }

    private PlacementState Requested(PlacementCommand.Request request)
    {
        if (OnItsWay(request) is not null)
            return this;

        var state = LeaseOf(request.Branch) is null ? this : Without(request.Branch);

        return state with { Waiting = state.Waiting.With(request), LastEpoch = Math.Max(LastEpoch, request.LastEpoch) };
    }

    private static PlacementReport.Revoked NoLonger(Lease former) =>
        new(former, $"Device {former.Device} holds it no longer.");

    private PlacementState With(KnownDevice device) => this with { Devices = Devices.SetItem(device.Name, device) };

    private PlacementState Without(KnownDevice device) => this with
    {
        Devices = Devices.Remove(device.Name),
        Holders = device.Lease is { } lease && Holders.GetValueOrDefault(lease.Branch) == device.Name
            ? Holders.Remove(lease.Branch)
            : Holders,
    };

    private PlacementState Without(string branch)
    {
        var state = this with { Waiting = Waiting.Without(branch) };

        return Holders.TryGetValue(branch, out var device)
            ? state.With(Devices[device].Free()) with { Holders = Holders.Remove(branch) }
            : state;
    }
}
