using System.Collections.Concurrent;
using Akka.Actor;
using Akka.Hosting;
using Microsoft.Extensions.Time.Testing;
using Riverrun.Actors.Checkpoints;
using Riverrun.Actors.Remoting;
using Riverrun.Actors.Runs;
using Riverrun.Actors.Serialization;
using Riverrun.Actors.Tests.Runs;
using Riverrun.Actors.Tests.Support;
using Riverrun.Models.Checkpoints;
using Riverrun.Models.Plans;
using Riverrun.Models.Training;

namespace Riverrun.Actors.Tests.Checkpoints;

/// <summary>What becomes of blobs that nobody names: there are no runs.</summary>
public sealed class CollectionTests : IDisposable
{
    private static readonly TimeSpan Guard = TimeSpan.FromHours(1);

    private readonly FakeTimeProvider _time = new();
    private readonly ActorSystem _system =
        ActorSystem.Create("collection", "akka { loglevel = OFF, stdout-loglevel = OFF }");
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
            new CollectedCheckpoint(
                digest, 1, "it was stored 59 min ago, and riverrun.checkpoints.collect-after is 60 min"),
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

        Assert.StartsWith(
            "it was stored 1 min ago", Assert.Single((await CollectAsync(Guard)).Kept).Reason,
            StringComparison.Ordinal);
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

        Assert.Equal(
            "it was stored again meanwhile, and a run may be about to name it", Assert.Single(report.Kept).Reason);
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

    [Fact]
    public async Task The_checkpoint_that_a_branch_resumes_from_stays_though_a_damaged_one_is_the_newest()
    {
        var spec = Specs.Of(
            PolicyKind.WarmupStableDecaySimplified, 100) with
        { Checkpoints = new CheckpointConfig(25, KeepRecent: 1) };
        using var home = new TemporaryDirectory();
        using var go = new ManualResetEventSlim();
        var trainers = new FakeTrainers { BeforeSlice = FailInDecay };
        await using var runtime = await RuntimeProcess.StartAsync(home.Path, trainers, _store);
        await runtime.StartRunAsync(spec);
        var saved = (
            await runtime.UntilAsync(
                run => run.Status == "failed" && run.Branches is [{ Checkpoints: [.., { Step: 90 }] }]))
            .Branches[0].Checkpoints.ToDictionary(kept => kept.Step, kept => kept.Digest);
        trainers.BeforeSlice = _ => go.Wait(Cancel);
        _store.Damage(saved[90]);
        _store.Damage(saved[75]); // The most recent between stages, which stays for that.
        await runtime.SendAsync(new RunCommand.Resume());
        await runtime.UntilAsync(run => run.Branches[0].Device is not null);

        while (!(await runtime.EventsAsync())
            .Any(e => e.Type == "branch-lease-taken" && (long?)e.Body["fromStep"] == 50))
            await Task.Delay(20, Cancel);

        var report = await runtime.Gateway.CollectAsync(dryRun: false, Cancel);
        go.Set();

        Assert.Equal(
            "its branch has found a newer one damaged: a resume starts here",
            report.Kept.Single(blob => blob.Digest == saved[50]).Reason);
        Assert.Equal("completed", (await runtime.UntilAsync(run => run.Status is "completed" or "failed")).Status);

        void FailInDecay(long step)
        {
            if (step >= 90)
                throw new InvalidOperationException("The corpus is gone.");
        }
    }

    [Fact]
    public void The_longest_report_on_as_many_blobs_as_are_asked_about_fits_into_a_frame()
    {
        var name = new string('x', 64);
        var digest = CheckpointDigest.FromHash(new byte[32]);
        var longest = new CollectedCheckpoint(
            digest, long.MaxValue,
            $"The checkpoint stays: {name}/{name} at step {long.MaxValue} is where branch {name} starts.",
            name, name, long.MaxValue);
        var digests = Enumerable.Repeat(digest, CheckpointCatalogActor.MostBlobs).ToList();
        var serializer = new ProtocolSerializer((ExtendedActorSystem)_system);

        var asked = serializer.ToBinary(
            new CheckpointCatalogActor.Collect([name], digests, DryRun: false, IsTraining: false, digests));
        var told = serializer.ToBinary(new CollectionReport([.. digests.Select(_ => longest)], [], DryRun: false));

        Assert.InRange(asked.Length, 1, ClusterTransport.MaximumFrameBytes / 2);
        Assert.InRange(told.Length, 1, ClusterTransport.MaximumFrameBytes * 9 / 10);
    }

    [Fact]
    public async Task Fifty_thousand_blobs_are_collected_in_messages_that_fit_into_frames()
    {
        using var home = new TemporaryDirectory();
        await using var runtime =
            await RuntimeProcess.StartAsync(home.Path, new FakeTrainers(), _store, hostsDevice: false);
        var sizes = new ConcurrentBag<int>();
        var registry = ActorRegistry.For(runtime.System);
        var catalog = registry.Get<CheckpointCatalogActor>();
        registry.Register<CheckpointCatalogActor>(
            runtime.System.ActorOf(Props.Create(() => new Wire(catalog, sizes))), overwrite: true);

        for (var i = 0; i < 50_000; i++)
            await _store.WriteAsync(stream => stream.Write(BitConverter.GetBytes(i)), Cancel);

        var report = await runtime.Gateway.CollectAsync(dryRun: false, Cancel);

        Assert.Equal(50_000, report.Deleted.DistinctBy(blob => blob.Digest).Count());
        Assert.Empty(await _store.ListAsync(Cancel));
        Assert.All(sizes, size => Assert.InRange(size, 1, ClusterTransport.MaximumFrameBytes / 2));
        Assert.NotEmpty(sizes);
    }

    [Fact]
    public async Task Each_blob_is_told_with_the_run_branch_and_step_that_stored_it()
    {
        var (kept, superseded, unnamed) = (await StoreAsync(1), await StoreAsync(2), await StoreAsync(3));
        var newest = await StoreAsync(4);
        var run = RunInState.Started(PolicyKind.WarmupStableDecaySimplified, 40, 400);

        foreach (var (
            step, digest) in new[] { (40L, kept), (50L, superseded), (75L, kept), (100L, kept), (125L, newest) })
            run = run.With(
                new RunEvent.CheckpointNoted(
                    "river", step, digest, "periodic", new Evaluation(1, null, new Dictionary<string, double>())));

        var runs = _system.ActorOf(Props.Create(() => new OneRun(run)));
        var catalog =
            _system.ActorOf(Props.Create(() => new CheckpointCatalogActor(_store, runs, TimeSpan.Zero, _time)));
        var report = await catalog.Ask<CollectionReport>(
            new CheckpointCatalogActor.Collect(["test-run"], [], DryRun: true, IsTraining: false),
            TimeSpan.FromSeconds(20), Cancel);

        (string?, string?, long?) Place(CheckpointDigest digest) =>
            report.Kept.Concat(report.Deleted).Single(blob => blob.Digest == digest) is var blob
                ? (blob.Run, blob.Branch, blob.Step) : default;

        Assert.Equal(("test-run", "river", 50), Place(superseded));
        Assert.Equal(("test-run", "river", 125), Place(newest));
        Assert.Equal(
            "test-run/river at step 50 is superseded", report.Deleted.Single(blob => blob.Digest == superseded).Reason);
        Assert.Contains(
            $"river at step {Place(kept).Item3} ", report.Kept.Single(blob => blob.Digest == kept).Reason,
            StringComparison.Ordinal);
        Assert.Equal((null, null, null), Place(unnamed));
    }

    private Task<CheckpointDigest> StoreAsync(byte content) =>
        _store.WriteAsync(stream => stream.WriteByte(content), Cancel);

    private Task<CollectionReport> CollectAsync(TimeSpan guard, bool dryRun = false)
    {
        var catalog =
            _system.ActorOf(Props.Create(() => new CheckpointCatalogActor(_store, ActorRefs.Nobody, guard, _time)));

        return catalog.Ask<CollectionReport>(
            new CheckpointCatalogActor.Collect([], [], dryRun, IsTraining: false), TimeSpan.FromSeconds(20), Cancel);
    }

    /// <summary>A region of one run.</summary>
    private sealed class OneRun : ReceiveActor
    {
        public OneRun(RunState run) =>
            Receive<Akka.Cluster.Sharding.ShardingEnvelope>(_ => Sender.Tell(new RunQuery.Answer<RunState>(run)));
    }

    /// <summary>
    /// Notes how long each message to the catalog is, and its answer, where they cross between coordinators.
    /// </summary>
    private sealed class Wire : ReceiveActor
    {
        public Wire(IActorRef catalog, ConcurrentBag<int> sizes)
        {
            var serializer = new ProtocolSerializer((ExtendedActorSystem)Context.System);
            ReceiveAsync<CheckpointCatalogActor.Collect>(async collect =>
            {
                sizes.Add(serializer.ToBinary(collect).Length);
                var report = await catalog.Ask<CollectionReport>(collect, TimeSpan.FromMinutes(1));
                sizes.Add(serializer.ToBinary(report).Length);
                Sender.Tell(report);
            });
        }
    }
}
