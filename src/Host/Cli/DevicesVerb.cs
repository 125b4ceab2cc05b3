using System.CommandLine;
using System.Globalization;
using Riverrun.Actors.Placement;
using Riverrun.Host.Api;
using Riverrun.Host.Client;
using Riverrun.Host.Homes;
using Riverrun.Host.Settings;
using Riverrun.Models.Plans;
using Riverrun.Models.Tasks;

namespace Riverrun.Host.Cli;

/// <summary><c>devices</c>: what trains the home now, or what would if nobody serves it.</summary>
internal static class DevicesVerb
{
    /// <summary>The command.</summary>
    public static Command Command() =>
        new Command("devices", "Lists what trains this home, or what would; with --url the devices of the cluster.")
        .Does(async (_, invocation, cancel) =>
        {
            await invocation.TellAsync(
                await FindAsync(invocation, cancel), ApiJson.Default.IReadOnlyListDeviceView, Table);

            return ExitCode.Done;
        });

    private static async Task<IReadOnlyList<DeviceView>> FindAsync(Invocation invocation, CancellationToken cancel)
    {
        if (invocation.Servers() is { } servers)
            using (var coordinator = new RiverrunClient(servers))
                return await coordinator.DevicesAsync(cancel);

        var settings = invocation.Settings();

        if (Home.OwnerOf(settings.Home) is { } owner
            && await RiverrunClient.TryConnectAsync(owner.Socket, cancel) is { } client)
            using (client)
                return await client.DevicesAsync(cancel);

        var description = new Trainers(settings.TokenDirectory, settings.Device.Kind).Describe();

        return [new DeviceView("this process", description, null, 0)];
    }

    private static string Table(IReadOnlyList<DeviceView> devices)
    {
        if (devices.Count == 0)
            return $"No device has announced itself; {ThisProgram.Name} worker starts one.\n";

        var table = new TextTable("DEVICE", "KIND", "NAME", "INSTRUCTIONS", "CORES", "MEMORY GIB", "TRAINS", "BUILD");

        foreach (var device in devices)
            table.Row(
                device.Id,
                device.Description.Kind == DeviceKind.Cpu ? "cpu" : "cuda",
                device.Description.Name,
                device.Description.Instructions ?? "",
                device.Description.Cores.ToString(CultureInfo.InvariantCulture),
                (device.Description.MemoryBytes / (double)(1 << 30)).ToString("0.0", CultureInfo.InvariantCulture),
                device.Branch ?? "nothing",
                device.Description.Build);

        return table.ToString();
    }
}
