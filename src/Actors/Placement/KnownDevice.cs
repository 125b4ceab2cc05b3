namespace Riverrun.Actors.Placement;

/// <summary>A device as the placement knows it.</summary>
/// <param name="Said">What it announced last.</param>
/// <param name="Lease">The lease in force, whether or not the device has heard of it.</param>
/// <param name="Serves">What the holder asked for last; null until the holder has spoken.</param>
/// <param name="SilentTicks">Ticks since it was heard.</param>
public sealed record KnownDevice(
    PlacementCommand.Announce Said, Lease? Lease, PlacementCommand.Request? Serves = null, int SilentTicks = 0)
{
    /// <summary>Its name.</summary>
    public string Name => Said.Device;
}
