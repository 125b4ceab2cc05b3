using System.Diagnostics;
using Akka.Actor;
using Riverrun.Actors.Telemetry;
using Riverrun.Models.Checkpoints;
using Riverrun.Models.Native;
using Riverrun.Models.Training;

namespace Riverrun.Actors.Devices;

/// <summary>Writes captured states in the background, two at most, and tells the device what became of them.</summary>
internal sealed class DeviceWriter(ICheckpointStore store, IActorRef device)
{
    private const int Most = 2;

    private int _pending;

    public bool IsFull => _pending >= Most;

    public bool IsIdle => _pending == 0;

    /// <summary>Captures the state now and stores it while training goes on.</summary>
    public void Write(DeviceWork work, string reason)
    {
        var (epoch, step, branch, trace) = (work.Epoch, work.Step, work.Branch, work.Trace);
        var started = Stopwatch.GetTimestamp();
        var captured = Capture(work);
        var stall = Stopwatch.GetElapsedTime(started);
        _pending++;

        Task.Run(async () =>
        {
            using var activity = RuntimeTelemetry.StartCheckpoint(branch.Run.Name, branch.Branch, "write", step, trace);
            var bytes = 0L;

            try
            {
                var digest = await store.WriteAsync(
                    stream =>
                    {
                        captured.WriteTo(stream);
                        bytes = stream.Position;
                    },
                    CancellationToken.None);
                RuntimeTelemetry.RecordCheckpoint(branch.Run.Name, branch.Branch, stall, bytes);

                return digest;
            }
            finally
            {
                captured.Dispose();
            }
        }).PipeTo(
            device,
            success: digest => new Written(epoch, step, reason, digest, null),
            failure: cause => new Written(epoch, step, reason, default, TorchFault.Sentence(cause)));
    }

    private static ICapturedState Capture(DeviceWork work)
    {
        using var activity =
            RuntimeTelemetry.StartCheckpoint(
                work.Branch.Run.Name, work.Branch.Branch, "capture", work.Step, work.Trace);

        return work.Capture();
    }

    /// <summary>One write has ended, well or not.</summary>
    public void Done(Written _) => _pending--;

    /// <summary>What became of a write.</summary>
    public sealed record Written(long Epoch, long Step, string Reason, CheckpointDigest Digest, string? Failure);
}
