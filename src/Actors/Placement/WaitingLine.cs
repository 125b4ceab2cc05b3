using System.Collections.Immutable;

namespace Riverrun.Actors.Placement;

/// <summary>Branches that want a device, in the order in which they came. Immutable.</summary>
public sealed class WaitingLine
{
    private readonly ImmutableSortedDictionary<long, PlacementCommand.Request> _requests;
    private readonly ImmutableDictionary<string, long> _places;
    private readonly long _next;

    private WaitingLine(
        ImmutableSortedDictionary<long, PlacementCommand.Request> requests, ImmutableDictionary<string, long> places, long next) =>
        (_requests, _places, _next) = (requests, places, next);

    /// <summary>Nobody waits.</summary>
    public static WaitingLine Empty { get; } = new(
        ImmutableSortedDictionary<long, PlacementCommand.Request>.Empty,
        ImmutableDictionary.Create<string, long>(StringComparer.Ordinal),
        0);

    /// <summary>How many wait.</summary>
    public int Count => _requests.Count;

    /// <summary>Those who wait, longest first.</summary>
    public IEnumerable<PlacementCommand.Request> Requests => _requests.Values;

    /// <summary>With a branch at the end, or with its newer request at the place that it has.</summary>
    public WaitingLine With(PlacementCommand.Request request) => _places.TryGetValue(request.Branch, out var place)
        ? new WaitingLine(_requests.SetItem(place, request), _places, _next)
        : new WaitingLine(_requests.Add(_next, request), _places.Add(request.Branch, _next), _next + 1);

    /// <summary>Without a branch.</summary>
    public WaitingLine Without(string branch) => _places.TryGetValue(branch, out var place)
        ? new WaitingLine(_requests.Remove(place), _places.Remove(branch), _next)
        : this;
}
