using Riverrun.Models.Native;
using static TorchSharp.torch;

namespace Riverrun.Models.Training;

/// <summary>What the process runs on, from what the operating system tells.</summary>
internal static class ThisDevice
{
    /// <summary>Describes this process's device of one kind.</summary>
    public static DeviceDescription Describe(DeviceKind kind) => new(
        kind,
        kind == DeviceKind.Cuda ? $"CUDA device 0 of {cuda.device_count()}" : ProcessorName(),
        GC.GetGCMemoryInfo().TotalAvailableMemoryBytes,
        Environment.ProcessorCount,
        BuildVersions.Summary);

    /// <summary>Refuses a kind of device that this process has none of.</summary>
    /// <exception cref="MissingDeviceException">There is none.</exception>
    public static void Require(DeviceKind kind)
    {
        if (kind == DeviceKind.Cuda && Gpus.Count() == 0)
            throw new MissingDeviceException("device.kind is cuda, and libtorch finds no GPU here.");
    }

    /// <summary>The device to compute on, with this process set up to compute as <paramref name="config"/> says.</summary>
    /// <exception cref="MissingDeviceException">There is no such device.</exception>
    public static Device Open(DeviceConfig config)
    {
        Require(config.Kind);
        set_num_threads(config.Threads);
        Determinism.Enable();
        WideProducts.Enable();
        return config.Kind == DeviceKind.Cuda ? CUDA : CPU;
    }

    private static string ProcessorName()
    {
        const string Path = "/proc/cpuinfo";
        var line = File.Exists(Path)
            ? File.ReadLines(Path).FirstOrDefault(line => line.StartsWith("model name", StringComparison.Ordinal))
            : null;
        return line?.Split(':', 2)[1].Trim() ?? System.Runtime.InteropServices.RuntimeInformation.ProcessArchitecture.ToString();
    }
}
