using Riverrun.Models.Checkpoints;

namespace Riverrun.Actors.Devices;

/// <summary>What an exception on the device's thread means to the branch.</summary>
internal static class DeviceFault
{
    public static DeviceReport.Faulted Of(Exception cause, long epoch) => cause switch
    {
        DamagedCheckpointException damaged => new DeviceReport.Faulted(Fault.Checkpoint, damaged.Message, damaged.Digest) { Epoch = epoch },
        StateMismatchException => new DeviceReport.Faulted(Fault.State, cause.Message, null) { Epoch = epoch },
        IOException or UnauthorizedAccessException => new DeviceReport.Faulted(Fault.World, cause.Message, null) { Epoch = epoch },
        _ => new DeviceReport.Faulted(Fault.Work, cause.Message, null) { Epoch = epoch },
    };
}
