using System.Diagnostics;
using Akka.Actor;
using Riverrun.Actors.Telemetry;
using Riverrun.Models.Checkpoints;

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
        var started = Stopwatch.GetTimestamp();
        var captured = work.Capture();
        RuntimeTelemetry.RecordCheckpointStall(work.Lease.Branch, Stopwatch.GetElapsedTime(started));
        _pending++;

        var (epoch, step, branch, trace) = (work.Epoch, work.Step, work.Lease.Branch, work.Trace);

        Task.Run(async () =>
        {
            using var activity = RuntimeTelemetry.StartCheckpoint(branch, step, trace);

            try
            {
                return await store.WriteAsync(captured.WriteTo, CancellationToken.None);
            }
            finally
            {
                captured.Dispose();
            }
        }).PipeTo(
            device,
            success: digest => new Written(epoch, step, reason, digest, null),
            failure: cause => new Written(epoch, step, reason, default, cause.GetBaseException().Message));
    }

    /// <summary>One write has ended, well or not.</summary>
    public void Done(Written _) => _pending--;

    /// <summary>What became of a write.</summary>
    public sealed record Written(long Epoch, long Step, string Reason, CheckpointDigest Digest, string? Failure);
}
