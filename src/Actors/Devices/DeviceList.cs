namespace Riverrun.Actors.Devices;

/// <summary>Asks the placement for the announced devices; answered by a <see cref="DeviceList"/>.</summary>
public sealed record GetDevices;

/// <summary>The devices that have announced themselves, by name.</summary>
public sealed record DeviceList(IReadOnlyList<DeviceView> Devices);
