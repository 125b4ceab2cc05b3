using Riverrun.Actors.Edge;
using Riverrun.Actors.Placement;
using Riverrun.Actors.Settings;
using Riverrun.Host.Settings;
using Riverrun.Models.Hocon;
using Riverrun.Models.Plans;

namespace Riverrun.Host.Web;

/// <summary>
/// Says of a run that a coordinator takes whether anybody is there to train it: who could may come later.
/// </summary>
internal sealed class DeviceGate(IRunGateway gateway, IServiceProvider services)
{
    /// <summary>A sentence where nobody is there, else null.</summary>
    public async Task<string?> WaitsAsync(RunSpec spec, CancellationToken cancel) =>
        services.GetService<RuntimeSettings>()?.Role == NodeRole.Coordinator
            ? Waits(spec, await gateway.DevicesAsync(cancel)) : null;

    /// <summary>A sentence where none of these devices may train the run, else null. Pure.</summary>
    public static string? Waits(RunSpec spec, IReadOnlyList<DeviceView> devices)
    {
        var memory = spec.Scheduling?.MemoryBytes ?? 0;
        var kind = spec.Device.Kind == DeviceKind.Cuda ? "cuda" : "cpu";

        return devices.Any(
            device => device.Description.Kind == spec.Device.Kind && device.Description.MemoryBytes >= memory)
            ? null
            : $"{spec.Name} is accepted and waits: no {kind} "
                + $"device{(memory > 0 ? $" with {ByteSizes.Write(memory)} of memory" : "")} "
                + $"has announced itself; {ThisProgram.Name} devices lists those that have.";
    }
}
