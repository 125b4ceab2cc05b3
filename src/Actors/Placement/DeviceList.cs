namespace Riverrun.Actors.Placement;

/// <summary>Asks the placement for the announced devices; answered by a <see cref="DeviceList"/>.</summary>
internal sealed record GetDevices;

/// <summary>What the placement knows.</summary>
/// <param name="Devices">The devices that have announced themselves, by name.</param>
/// <param name="Waiting">How many branches wait for one.</param>
internal sealed record DeviceList(IReadOnlyList<DeviceView> Devices, int Waiting = 0);
