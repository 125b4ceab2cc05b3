using Riverrun.Actors.Identity;
using Riverrun.Models.Plans;

namespace Riverrun.Actors.Placement;

/// <summary>Where in the line branches wait, and why. Pure.</summary>
internal static class WaitingPlaces
{
    /// <summary>
    /// The places of those that are asked for and wait: one walk along the line, however many they are.
    /// Who waits for what no device has is before nobody.
    /// </summary>
    public static PlaceList Of(PlacementState state, IEnumerable<string> branches)
    {
        var asked = branches.ToHashSet(StringComparer.Ordinal);
        var ahead = new Dictionary<DeviceKind, (int Count, PlacementCommand.Request Last)>();
        var fitting = new Dictionary<(DeviceKind, long), Fitting>();
        var places = new Dictionary<string, WaitingView>(StringComparer.Ordinal);

        foreach (var request in state.Waiting.Requests)
        {
            var kind = request.Requirements.Kind;
            var (before, last) = ahead.TryGetValue(kind, out var known) ? known : (0, null!);

            if (!fitting.TryGetValue(request.Requirements, out var devices))
                fitting[request.Requirements] = devices = Fitting.Of(state, request);

            if (asked.Contains(request.Branch))
                places[request.Branch] = Place(state, devices, request, before, before == 0 ? null : last);

            if (places.Count == asked.Count)
                break;

            if (devices.Count > 0) // Who waits for what no device has keeps nobody waiting.
                ahead[kind] = (before + 1, request);
        }

        return new PlaceList(places);
    }

    private static WaitingView Place(
        PlacementState state,
        Fitting fitting,
        PlacementCommand.Request request,
        int ahead,
        PlacementCommand.Request? before)
    {
        return new WaitingView(
            fitting.Count == 0 ? state.Has(request.Requirements.Kind) ? "memory" : "no-device"
                : fitting.Held == fitting.Count ? "busy"
                : fitting.IsAnyFree ? "soon"
                : "silent",
            fitting.Count == 0 ? 0 : fitting.Held + ahead + 1,
            fitting.Count,
            WireName.Of(request.Requirements.Kind),
            request.Requirements.MemoryBytes,
            fitting.Soonest?.Lease?.Branch,
            fitting.Soonest?.Serves?.RemainingSteps,
            before?.Branch,
            before is null ? null
                : before.Priority > request.Priority ? "priority"
                : before.RemainingSteps < request.RemainingSteps ? "steps"
                : "arrival");
    }

    /// <summary>The devices that may train what asks for such, looked at once for all that do.</summary>
    private sealed record Fitting(int Count, int Held, KnownDevice? Soonest, bool IsAnyFree)
    {
        public static Fitting Of(PlacementState state, PlacementCommand.Request request)
        {
            var devices = state.Devices.Values.Where(device => request.IsMetBy(device.Said.Description)).ToList();
            var held = devices.Where(device => device.Lease is not null).ToList();

            return new Fitting(
                devices.Count,
                held.Count,
                held.OrderBy(device => device.Serves?.RemainingSteps ?? long.MaxValue)
                    .ThenBy(device => device.Name, StringComparer.Ordinal)
                    .FirstOrDefault(),
                devices.Any(PlacementState.IsFree));
        }
    }
}
