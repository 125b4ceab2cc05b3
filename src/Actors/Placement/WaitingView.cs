namespace Riverrun.Actors.Placement;

/// <summary>Where a branch stands that waits for a device, and why.</summary>
/// <param name="Reason">
/// <c>busy</c>: others have the devices that would do; <c>soon</c>: one is free; <c>silent</c>: one is free, and has
/// not been heard for a moment; <c>no-device</c>: no device of its kind has announced itself; <c>memory</c>: those
/// that have are too small.
/// </param>
/// <param name="Place">
/// Its turn, counted from 1, behind those that have such a device and those that go first; 0 where no device would do.
/// </param>
/// <param name="Devices">How many announced devices would do.</param>
/// <param name="Needs">What it needs: <c>cpu</c> or <c>cuda</c>.</param>
/// <param name="MemoryBytes">The device memory it needs; 0 for any.</param>
/// <param name="Trains">Of those that have such a device, the branch that is done first, as <c>run/branch</c>.</param>
/// <param name="StepsLeft">Steps that this one has left.</param>
/// <param name="Before">Of those that wait, who goes directly before it, as <c>run/branch</c>.</param>
/// <param name="By">Why that one does: <c>priority</c>, <c>steps</c> (it has fewer left) or <c>arrival</c>.</param>
public sealed record WaitingView(
    string Reason,
    int Place,
    int Devices,
    string Needs,
    long MemoryBytes = 0,
    string? Trains = null,
    long? StepsLeft = null,
    string? Before = null,
    string? By = null);
