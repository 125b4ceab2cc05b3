using Riverrun.Actors.Projections;
using Riverrun.Actors.Serialization;
using Riverrun.Models.Training;

namespace Riverrun.Actors.Placement;

/// <summary>Where in the line branches wait, and why. Pure.</summary>
public static class WaitingPlaces
{
    /// <summary>
    /// The places of those that are asked for and wait: one walk along the line, however many they are.
    /// Who waits for what no device has is before nobody.
    /// </summary>
    public static PlaceList Of(PlacementState state, IEnumerable<string> branches)
    {
        var asked = branches.ToHashSet(StringComparer.Ordinal);
        var ahead = new Dictionary<DeviceKind, (int Count, PlacementCommand.Request Last)>();
        var fitting = new Dictionary<(DeviceKind, long), IReadOnlyList<KnownDevice>>();
        var places = new Dictionary<string, WaitingView>(StringComparer.Ordinal);

        foreach (var request in state.Waiting.Requests)
        {
            var kind = request.Requirements.Kind;
            var (before, last) = ahead.TryGetValue(kind, out var known) ? known : (0, null!);

            if (!fitting.TryGetValue(request.Requirements, out var devices))
                fitting[request.Requirements] = devices =
                    [.. state.Devices.Values.Where(device => request.IsMetBy(device.Said.Description))];

            if (asked.Contains(request.Branch))
                places[request.Branch] = Place(state, devices, request, before, before == 0 ? null : last);

            if (places.Count == asked.Count)
                break;

            if (devices.Count > 0)
                ahead[kind] = (before + 1, request);
        }

        return new PlaceList(places);
    }

    private static WaitingView Place(
        PlacementState state,
        IReadOnlyList<KnownDevice> fitting,
        PlacementCommand.Request request,
        int ahead,
        PlacementCommand.Request? before)
    {
        var held = fitting.Where(device => device.Lease is not null).ToList();
        var soonest = held.OrderBy(device => device.Serves?.RemainingSteps ?? long.MaxValue)
            .ThenBy(device => device.Name, StringComparer.Ordinal)
            .FirstOrDefault();

        return new WaitingView(
            fitting.Count == 0 ? state.Has(request.Requirements.Kind) ? "memory" : "no-device"
                : held.Count == fitting.Count ? "busy"
                : fitting.Any(PlacementState.IsFree) ? "soon"
                : "silent",
            fitting.Count == 0 ? 0 : held.Count + ahead + 1,
            fitting.Count,
            Protocol.WireName(request.Requirements.Kind),
            request.Requirements.MemoryBytes,
            soonest?.Lease?.Branch,
            soonest?.Serves?.RemainingSteps,
            before?.Branch,
            before is null ? null
                : before.Priority > request.Priority ? "priority"
                : before.RemainingSteps < request.RemainingSteps ? "steps"
                : "arrival");
    }
}
