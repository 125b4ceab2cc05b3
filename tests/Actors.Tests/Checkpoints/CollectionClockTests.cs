using Akka.Actor;
using Microsoft.Extensions.Time.Testing;
using Riverrun.Actors.Checkpoints;
using Riverrun.Actors.EventSourcing;
using Riverrun.Models.Checkpoints;

namespace Riverrun.Actors.Tests.Checkpoints;

public sealed class CollectionClockTests : IDisposable
{
    private static readonly CheckpointDigest Digest = CheckpointDigest.FromHash(new byte[32]);

    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 11, 30, 18, 0, 0, TimeSpan.Zero));
    private readonly ActorSystem _system =
        ActorSystem.Create("clock", "akka { loglevel = OFF, stdout-loglevel = OFF }");

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => _system.Dispose();

    [Theory]
    [InlineData(24, null, 59, false)]
    [InlineData(24, null, 60, true)]
    [InlineData(0.5, null, 29, false)]
    [InlineData(0.5, null, 30, true)]
    [InlineData(24, 60, 60 + 24 * 60 - 1, false)]
    [InlineData(24, 60, 60 + 24 * 60, true)]
    public void The_first_is_due_within_an_hour_and_each_further_one_a_whole_interval_after_the_last(
        double everyHours, int? lastMinute, int minute, bool isDue)
    {
        var started = DateTimeOffset.UnixEpoch;
        var times = new CollectionTimes(
            TimeSpan.FromHours(everyHours), started, lastMinute is { } last ? started.AddMinutes(last) : null);

        Assert.Equal(isDue, times.IsDue(started.AddMinutes(minute)));
    }

    [Fact]
    public async Task It_collects_when_that_is_due_and_says_how_much_was_freed()
    {
        var asked = 0;
        var notice = NextNotice();
        var clock = await ClockAsync(_ =>
        {
            asked++;

            return Task.FromResult(new CollectionReport(
                [], [new CollectedCheckpoint(Digest, 3 << 20, "superseded"),
                    new CollectedCheckpoint(Digest, 1 << 20, "superseded")], false));
        });

        await LookAsync(clock);
        Assert.Equal(0, asked);

        _time.Advance(TimeSpan.FromHours(1));
        await LookAsync(clock);

        Assert.Equal(
            "At 2026-11-30 19:00:00Z 2 checkpoints that nothing can reach were deleted, 4,096 KiB; "
            + "riverrun.checkpoints.collect-every says how often that is done.",
            await notice.WaitAsync(Cancel));
        Assert.Equal(1, asked);
    }

    [Fact]
    public async Task Nothing_is_said_where_nothing_was_freed_and_it_is_not_asked_again_before_the_next_is_due()
    {
        var asked = 0;
        var clock = await ClockAsync(_ =>
        {
            Interlocked.Increment(ref asked);

            return Task.FromResult(new CollectionReport([], [], false));
        });

        _time.Advance(TimeSpan.FromHours(1));
        clock.Tell(CollectionClock.Look.Instance);
        clock.Tell(CollectionClock.Look.Instance);
        await UntilAsync(() => asked == 1);
        await LookAsync(clock);

        Assert.Equal(1, asked);
        Assert.Null(CollectionClock.Freed(new CollectionReport([], [], false), _time.GetUtcNow()));
    }

    [Fact]
    public async Task A_collection_that_fails_is_told_and_tried_again_when_the_next_is_due()
    {
        var asked = 0;
        var notice = NextNotice();
        var clock = await ClockAsync(_ => ++asked == 1
            ? Task.FromException<CollectionReport>(new IOException("Run a cannot be read."))
            : Task.FromResult(new CollectionReport([], [], false)));

        _time.Advance(TimeSpan.FromHours(1));
        await LookAsync(clock);

        Assert.Equal(
            "Checkpoints could not be collected at 2026-11-30 19:00:00Z, and nothing more was deleted: Run a cannot "
                + "be read.",
            await notice.WaitAsync(Cancel));

        _time.Advance(TimeSpan.FromHours(24));
        clock.Tell(CollectionClock.Look.Instance);
        await UntilAsync(() => asked == 2);
    }

    /// <summary>A clock that has noted when it started.</summary>
    private async Task<IActorRef> ClockAsync(Func<CancellationToken, Task<CollectionReport>> collect)
    {
        var clock = _system.ActorOf(Props.Create<CollectionClock>(collect, TimeSpan.FromHours(24), _time));
        await clock.Ask<ActorIdentity>(new Identify(null), Cancel);

        return clock;
    }

    private Task<string> NextNotice()
    {
        var told = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
        _system.EventStream.Subscribe(_system.ActorOf(Props.Create<Listener>(told)), typeof(Notice));

        return told.Task;
    }

    /// <summary>Asks it to look, and waits until it has.</summary>
    private static async Task LookAsync(IActorRef clock)
    {
        clock.Tell(CollectionClock.Look.Instance);
        await clock.Ask<ActorIdentity>(new Identify(null), Cancel);
    }

    private static async Task UntilAsync(Func<bool> holds)
    {
        while (!holds())
            await Task.Delay(5, Cancel);
    }

    private sealed class Listener : ReceiveActor
    {
        public Listener(TaskCompletionSource<string> told) =>
            Receive<Notice>(notice => told.TrySetResult(notice.Sentence));
    }
}
