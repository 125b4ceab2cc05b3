using System.Globalization;
using Akka.Actor;
using Riverrun.Actors.EventSourcing;

namespace Riverrun.Actors.Checkpoints;

/// <summary>
/// Has checkpoints collected from time to time, and tells the person who runs the process what was freed.
/// </summary>
/// <remarks>
/// What it asks for is what <c>gc</c> asks for, with the same rules: what an acknowledged command needs is named by its
/// run, and stays. One collection at a time; one that fails is tried again when the next is due.
/// </remarks>
internal sealed class CollectionClock : ReceiveActor, IWithTimers
{
    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(10);

    private readonly TimeProvider _time;
    private readonly CancellationTokenSource _stopped = new();
    private CollectionTimes _times;
    private bool _isCollecting;

    /// <summary>A clock.</summary>
    /// <param name="collect">Collects.</param>
    /// <param name="every">How often.</param>
    /// <param name="time">The time.</param>
    public CollectionClock(Func<CancellationToken, Task<CollectionReport>> collect, TimeSpan every, TimeProvider time)
    {
        (_time, _times) = (time, new CollectionTimes(every, time.GetUtcNow(), null));

        Receive<Look>(_ =>
        {
            if (_isCollecting || !_times.IsDue(_time.GetUtcNow()))
                return;

            _isCollecting = true;
            // The gateway waits for its database in a constructor.
            Task.Run(() => collect(_stopped.Token))
                .PipeTo(Self, success: report => report, failure: cause => new Status.Failure(cause));
        });
        Receive<CollectionReport>(report => Ended(Freed(report, _time.GetUtcNow())));
        Receive<Status.Failure>(failed => Ended(
            $"Checkpoints could not be collected at {At(_time.GetUtcNow())}, and nothing more was deleted: "
                + $"{failed.Cause.Message}"));
    }

    /// <inheritdoc/>
    public ITimerScheduler Timers { get; set; } = null!; // Akka sets it before PreStart.

    /// <inheritdoc/>
    protected override void PreStart() => Timers.StartPeriodicTimer("look", Look.Instance, LookEvery);

    /// <inheritdoc/>
    protected override void PostStop()
    {
        _stopped.Cancel();
        _stopped.Dispose();
    }

    /// <summary>What was freed, as a sentence; null where nothing was.</summary>
    internal static string? Freed(CollectionReport report, DateTimeOffset now) => report.Deleted.Count == 0
        ? null
        : string.Create(
            CultureInfo.InvariantCulture,
            $"At {At(now)} {report.Deleted.Count} checkpoint{(report.Deleted.Count == 1 ? "" : "s")} that nothing can "
            + $"reach "
            + $"{(report.Deleted.Count == 1 ? "was" : "were")} deleted, "
            + $"{report.Deleted.Sum(blob => blob.Bytes) / 1024:N0} KiB; "
            + $"riverrun.checkpoints.collect-every says how often that is done.");

    private static string At(DateTimeOffset now) =>
        now.ToString("yyyy-MM-dd HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    private void Ended(string? sentence)
    {
        _isCollecting = false;
        _times = _times with { Last = _time.GetUtcNow() };

        if (sentence is not null)
            Context.System.EventStream.Publish(new Notice(sentence));
    }

    /// <summary>Asks whether a collection is due.</summary>
    internal sealed record Look
    {
        /// <summary>The only one.</summary>
        public static Look Instance { get; } = new();
    }
}
