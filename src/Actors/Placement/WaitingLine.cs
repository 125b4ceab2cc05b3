using System.Collections.Immutable;

namespace Riverrun.Actors.Placement;

/// <summary>
/// Branches that want a device, in the order in which they are served: kept, for ten thousand
/// are not sorted for each device. Immutable.
/// </summary>
internal sealed class WaitingLine
{
    private static readonly Comparer<Place> InTurn = Comparer<Place>.Create((one, other) =>
        PlacementPolicy.Turn(one.Request, other.Request) is not 0 and var turn
            ? turn : one.Number.CompareTo(other.Number));

    private readonly ImmutableSortedSet<Place> _line;
    private readonly ImmutableDictionary<string, Place> _places;
    private readonly long _next;

    private WaitingLine(ImmutableSortedSet<Place> line, ImmutableDictionary<string, Place> places, long next) =>
        (_line, _places, _next) = (line, places, next);

    /// <summary>Nobody waits.</summary>
    public static WaitingLine Empty { get; } = new(
        ImmutableSortedSet.Create<Place>(InTurn), ImmutableDictionary.Create<string, Place>(StringComparer.Ordinal), 0);

    /// <summary>How many wait.</summary>
    public int Count => _line.Count;

    /// <summary>Those who wait, next to be served first; among equals, who has waited longest.</summary>
    public IEnumerable<PlacementCommand.Request> Requests => _line.Select(place => place.Request);

    /// <summary>
    /// With a branch, or with its newer request, which has waited as long; the same line when the request is known.
    /// </summary>
    public WaitingLine With(PlacementCommand.Request request)
    {
        if (!_places.TryGetValue(request.Branch, out var known))
            return Put(_line, new Place(request, _next), _next + 1);

        return known.Request == request ? this : Put(_line.Remove(known), known with { Request = request }, _next);
    }

    /// <summary>Without a branch.</summary>
    public WaitingLine Without(string branch) => _places.TryGetValue(branch, out var place)
        ? new WaitingLine(_line.Remove(place), _places.Remove(branch), _next)
        : this;

    private WaitingLine Put(ImmutableSortedSet<Place> line, Place place, long next) =>
        new(line.Add(place), _places.SetItem(place.Request.Branch, place), next);

    /// <summary>A request and when it came, counted.</summary>
    private sealed record Place(PlacementCommand.Request Request, long Number);
}
