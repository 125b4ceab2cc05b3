using Akka.Actor;
using Microsoft.Extensions.Time.Testing;
using Riverrun.Actors.Checkpoints;
using Riverrun.Actors.Tests.Support;
using Riverrun.Models.Checkpoints;

namespace Riverrun.Actors.Tests.Checkpoints;

/// <summary>When what nobody names may go. No runs are asked: there are none.</summary>
public sealed class CollectionTests : IDisposable
{
    private static readonly TimeSpan Guard = TimeSpan.FromHours(1);

    private readonly FakeTimeProvider _time = new();
    private readonly ActorSystem _system = ActorSystem.Create("collection", "akka { loglevel = OFF, stdout-loglevel = OFF }");
    private readonly MemoryStore _store;

    public CollectionTests() => _store = new MemoryStore { Time = _time };

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => _system.Dispose();

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task What_was_stored_just_now_stays_and_says_since_when(bool dryRun)
    {
        var digest = await StoreAsync(1);
        _time.Advance(TimeSpan.FromMinutes(59));

        var report = await CollectAsync(Guard, dryRun);

        Assert.Empty(report.Deleted);
        Assert.Equal(
            new CollectedCheckpoint(digest, 1, "it was stored 59 min ago, and riverrun.checkpoints.collect-after is 60 min"),
            Assert.Single(report.Kept));
        Assert.True(await _store.ContainsAsync(digest, Cancel));
    }

    [Fact]
    public async Task What_was_stored_long_ago_goes()
    {
        var digest = await StoreAsync(1);
        _time.Advance(Guard);

        var report = await CollectAsync(Guard);

        Assert.Equal(digest, Assert.Single(report.Deleted).Digest);
        Assert.False(await _store.ContainsAsync(digest, Cancel));
    }

    [Fact]
    public async Task What_was_stored_again_is_as_new()
    {
        await StoreAsync(1);
        _time.Advance(Guard);
        await StoreAsync(1);
        _time.Advance(TimeSpan.FromMinutes(1));

        Assert.StartsWith("it was stored 1 min ago", Assert.Single((await CollectAsync(Guard)).Kept).Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_stored_again_while_it_is_collected_stays()
    {
        var digest = await StoreAsync(1);
        _time.Advance(Guard);
        _store.AfterList = () =>
        {
            _time.Advance(TimeSpan.FromSeconds(1));
            StoreAsync(1).Wait(Cancel);
        };

        var report = await CollectAsync(Guard);

        Assert.Equal("it was stored again meanwhile, and a run may be about to name it", Assert.Single(report.Kept).Reason);
        Assert.Empty(report.Deleted);
        Assert.True(await _store.ContainsAsync(digest, Cancel));
    }

    [Fact]
    public async Task Who_alone_stores_waits_for_nothing_whatever_the_clocks_say()
    {
        await StoreAsync(1);
        _time.AdjustTime(_time.GetUtcNow() - TimeSpan.FromMinutes(1));

        Assert.Single((await CollectAsync(TimeSpan.Zero)).Deleted);
    }

    private Task<CheckpointDigest> StoreAsync(byte content) => _store.WriteAsync(stream => stream.WriteByte(content), Cancel);

    private Task<CollectionReport> CollectAsync(TimeSpan guard, bool dryRun = false)
    {
        var catalog = _system.ActorOf(Props.Create(() => new CheckpointCatalogActor(_store, ActorRefs.Nobody, guard, _time)));

        return catalog.Ask<CollectionReport>(new CheckpointCatalogActor.Collect([], [], dryRun, IsTraining: false), TimeSpan.FromSeconds(20), Cancel);
    }
}
