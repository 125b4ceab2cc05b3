using Riverrun.Models.Training;

namespace Riverrun.Actors.Placement;

/// <summary>A device as <c>devices</c> shows it.</summary>
/// <param name="Id">Its name in leases: <c>HOST/cpu:0</c>.</param>
/// <param name="Description">What it is.</param>
/// <param name="Branch">The branch that holds it, as <c>run/branch</c>.</param>
/// <param name="Epoch">The epoch of that lease.</param>
public sealed record DeviceView(string Id, DeviceDescription Description, string? Branch, long Epoch);
