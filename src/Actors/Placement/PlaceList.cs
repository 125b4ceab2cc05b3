
namespace Riverrun.Actors.Placement;

/// <summary>Asks the placement where branches that wait stand; answered by a <see cref="PlaceList"/>.</summary>
/// <param name="Branches">Which, as <c>run/branch</c>.</param>
internal sealed record GetPlaces(IReadOnlyList<string> Branches);

/// <summary>Where branches stand; those that the placement does not see waiting are not in it.</summary>
/// <param name="Places">By branch, as <c>run/branch</c>.</param>
internal sealed record PlaceList(IReadOnlyDictionary<string, WaitingView> Places);
