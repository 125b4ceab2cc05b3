using System.Runtime.InteropServices;
using Riverrun.Models.Checkpoints;
using Riverrun.Models.Native;

namespace Riverrun.Actors.Devices;

/// <summary>What an exception on the device's thread means to the branch, and to the process.</summary>
internal static class DeviceFault
{
    /// <summary>How libtorch begins when a GPU, or this process's access to it, has failed.</summary>
    private const string OfTheGpu = "CUDA error";

    /// <summary>The one such error that the work itself brings about: an index beyond a table, say.</summary>
    private const string OfTheWork = "device-side assert";

    public static DeviceReport.Faulted Of(Exception cause, long epoch) => cause switch
    {
        DamagedCheckpointException damaged =>
            new DeviceReport.Faulted(Fault.Checkpoint, damaged.Message, damaged.Digest) { Epoch = epoch },
        OperationCanceledException =>
            new DeviceReport.Faulted(Fault.State, "The process is leaving.", null) { Epoch = epoch },
        StateMismatchException => new DeviceReport.Faulted(Fault.State, cause.Message, null) { Epoch = epoch },
        IOException or UnauthorizedAccessException or UnusableLibTorchException =>
            new DeviceReport.Faulted(Fault.World, cause.Message, null) { Epoch = epoch },
        _ when HasLostGpu(cause) && !cause.Message.Contains(OfTheWork, StringComparison.Ordinal) =>
            new DeviceReport.Faulted(Fault.World, TorchFault.Sentence(cause), null) { Epoch = epoch },
        _ => new DeviceReport.Faulted(Fault.Work, TorchFault.Sentence(cause), null) { Epoch = epoch },
    };

    /// <summary>
    /// Whether nothing will succeed in this process any more. Another branch would fail as well, for no fault of its
    /// own.
    /// </summary>
    public static bool EndsProcess(DeviceReport.Faulted fault, Exception cause) => fault.Fault == Fault.World
        || HasLostGpu(cause);

    private static bool HasLostGpu(Exception cause) =>
        cause is ExternalException && cause.Message.StartsWith(OfTheGpu, StringComparison.Ordinal);
}
