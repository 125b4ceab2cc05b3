using Riverrun.Models.Native;
using Riverrun.Models.Plans;
using static TorchSharp.torch;

namespace Riverrun.Models.Training;

/// <summary>What the process runs on, from what the operating system tells.</summary>
internal static class ThisDevice
{
    /// <summary>Describes this process's device of one kind.</summary>
    /// <param name="kind">Its kind.</param>
    /// <param name="sharers">Processes that share the machine, at least 1: each has its part of the processor, and of
    /// its memory.</param>
    public static DeviceDescription Describe(DeviceKind kind, int sharers)
    {
        var cores = Math.Max(1, Environment.ProcessorCount / sharers);

        return kind == DeviceKind.Cuda
            ? new DeviceDescription(
                kind, CudaDriver.Name() ?? "a GPU that no driver tells of", CudaDriver.MemoryBytes() ?? 0, cores,
                BuildVersions.Summary)
            : new DeviceDescription(
                kind, ProcessorName(), MachineMemory.Bytes() / sharers, cores, BuildVersions.Summary,
                CpuInstructions.Name);
    }

    /// <summary>Refuses a kind of device that this process has none of.</summary>
    /// <exception cref="MissingDeviceException">There is none.</exception>
    public static void Require(DeviceKind kind)
    {
        if (kind == DeviceKind.Cuda && Gpus.Count() == 0)
            throw new MissingDeviceException("device.kind is cuda, and libtorch finds no GPU here.");
    }

    /// <summary>
    /// The device to compute on, with this process set up to compute as <paramref name="config"/> says.
    /// </summary>
    /// <exception cref="MissingDeviceException">There is no such device.</exception>
    /// <exception cref="UnusableLibTorchException">There is no libtorch to compute with.</exception>
    public static Device Open(DeviceConfig config)
    {
        LibTorch.Open();
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
        return line?.Split(':', 2)[1].Trim()
            ?? System.Runtime.InteropServices.RuntimeInformation.ProcessArchitecture.ToString();
    }
}
