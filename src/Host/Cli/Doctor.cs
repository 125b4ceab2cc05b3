using System.Runtime.InteropServices;
using Riverrun.Host.Homes;
using Riverrun.Host.Settings;

namespace Riverrun.Host.Cli;

/// <summary>Looks at what a run needs of the machine.</summary>
internal static class Doctor
{
    private const long Gigabyte = 1L << 30;

    /// <summary>One thing that was looked at.</summary>
    public sealed record Finding(string Check, bool Ok, string Sentence);

    /// <summary>Looks at everything; changes nothing.</summary>
    public static IReadOnlyList<Finding> Examine(HostSettings settings) =>
        [HomeOf(settings), Disk(settings), Libtorch(), ReferencePacks(), Threads(settings), Memory()];

    private static Finding HomeOf(HostSettings settings)
    {
        if (!Directory.Exists(settings.Home))
            return new Finding("home", true, $"{settings.Home} does not exist yet; riverrun run makes it.");

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
            $"{free / Gigabyte} GiB are free at {existing}{(free > Gigabyte ? "" : "; checkpoints want at least 1 GiB")}.");
    }

    /// <summary>TorchSharp's own message blames a missing package when its library cannot be loaded; the loader knows the cause.</summary>
    private static Finding Libtorch()
    {
        var library = Directory
            .EnumerateFiles(AppContext.BaseDirectory, "libLibTorchSharp.*", SearchOption.AllDirectories)
            .FirstOrDefault();

        if (library is null)
            return new Finding(
                "libtorch",
                false,
                $"libLibTorchSharp is not below {AppContext.BaseDirectory}; build the program for this platform.");

        try
        {
            NativeLibrary.Load(library);

            return new Finding("libtorch", true, $"{Path.GetFileName(library)} and what it needs can be loaded.");
        }
        catch (Exception wrong) when (wrong is DllNotFoundException or BadImageFormatException)
        {
            return new Finding("libtorch", false, wrong.Message.Contains("GLIBCXX", StringComparison.Ordinal)
                ? "libLibTorchSharp asks for a newer libstdc++ than this system has, "
                    + "and the build's repair of it is missing; build from the sources, which repairs it."
                : $"libLibTorchSharp cannot be loaded: {wrong.Message.ReplaceLineEndings(" ")}");
        }
    }

    private static Finding ReferencePacks()
    {
        var root = Path.GetFullPath(Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "..", "..", ".."));
        var packs = Path.Combine(root, "packs");
        var files = Directory.Exists(packs) ? Directory.EnumerateFiles(packs, "*.xml", SearchOption.AllDirectories).Count() : 0;

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
        var memory = GC.GetGCMemoryInfo();
        var free = memory.TotalAvailableMemoryBytes - memory.MemoryLoadBytes;

        return new Finding(
            "memory",
            free > Gigabyte,
            $"{free / Gigabyte} of {memory.TotalAvailableMemoryBytes / Gigabyte} GiB are free"
            + $"{(free > Gigabyte ? "" : "; a small run wants 1 GiB")}.");
    }
}
