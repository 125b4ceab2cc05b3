using System.Runtime.InteropServices;
using Riverrun.Host.Homes;
using Riverrun.Host.Settings;
using Riverrun.Models.Plans;
using Riverrun.Models.Tasks;

namespace Riverrun.Host.Cli;

/// <summary>Looks at what a run needs of the machine.</summary>
internal static class Doctor
{
    private const long Gigabyte = 1L << 30;

    /// <summary>One thing that was looked at.</summary>
    public sealed record Finding(string Check, bool Ok, string Sentence);

    /// <summary>Looks at everything; changes nothing.</summary>
    public static async Task<IReadOnlyList<Finding>> ExamineAsync(HostSettings settings, CancellationToken cancel) =>
    [
        HomeOf(settings), Disk(settings), await LibtorchAsync(settings, cancel), ReferencePacks(), Threads(settings),
        Memory(),
    ];

    private static Finding HomeOf(HostSettings settings)
    {
        if (!Directory.Exists(settings.Home))
            return new Finding("home", true, $"{settings.Home} does not exist yet; {ThisProgram.Name} run makes it.");

        try
        {
            using var home = Home.TryTake(settings.Home);

            return home is not null
                ? new Finding("home", true, $"{settings.Home} is free and can be written.")
                : new Finding("home", true, $"{settings.Home} belongs to process {Home.OwnerOf(settings.Home)?.Pid}.");
        }
        catch (HomeException wrong)
        {
            return new Finding("home", false, wrong.Message);
        }
    }

    private static Finding Disk(HostSettings settings)
    {
        var existing = settings.Home;

        while (!Directory.Exists(existing) && Path.GetDirectoryName(existing) is { } parent)
            existing = parent;

        var free = new DriveInfo(existing).AvailableFreeSpace;

        return new Finding(
            "disk",
            free > Gigabyte,
            $"{free / Gigabyte} GiB are free at "
                + $"{existing}{(free > Gigabyte ? "" : "; checkpoints want at least 1 GiB")}.");
    }

    private static async Task<Finding> LibtorchAsync(HostSettings settings, CancellationToken cancel) =>
        await LibTorchProbe.TryAsync(cancel) is var probe
        && settings.Device.Kind == DeviceKind.Cuda && probe.Report is { Gpus: 0 }
            ? new Finding(
                "libtorch", false, $"riverrun.device.kind is cuda, and there is none to train on: {probe.Sentence}")
            : new Finding("libtorch", probe.Report is not null, probe.Sentence);

    private static Finding ReferencePacks()
    {
        var root = Path.GetFullPath(Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "..", "..", ".."));
        var packs = Path.Combine(root, "packs");
        var files = Directory.Exists(packs)
            ? Directory.EnumerateFiles(packs, "*.xml", SearchOption.AllDirectories).Count() : 0;

        return new Finding("dotnet-docs", files > 0, files > 0
            ? $"{files} documentation files stand in {packs}."
            : $"There is no documentation in {packs}; install the .NET SDK, or train on data.kind = text.");
    }

    private static Finding Threads(HostSettings settings)
    {
        var fits = settings.Device.Threads <= Environment.ProcessorCount;

        return new Finding("threads", fits, fits
            ? $"The device uses {settings.Device.Threads} of {Environment.ProcessorCount} cores."
            : $"riverrun.device.threads is {settings.Device.Threads}; "
                + $"it must be at most {Environment.ProcessorCount}, the cores of this process.");
    }

    private static Finding Memory()
    {
        var bytes = new Trainers("", DeviceKind.Cpu).Describe().MemoryBytes;
        var free = bytes - GC.GetGCMemoryInfo().MemoryLoadBytes;

        return new Finding(
            "memory",
            free > Gigabyte,
            $"{free / Gigabyte} of {bytes / Gigabyte} GiB are free"
            + $"{(free > Gigabyte ? "" : "; a small run wants 1 GiB")}.");
    }
}
