using System.Diagnostics;
using System.Threading.Channels;
using Akka.Actor;
using Akka.Cluster.Sharding;
using Riverrun.Actors.Clustering;
using Riverrun.Actors.Devices;
using Riverrun.Actors.EventSourcing;
using Riverrun.Actors.Tests.Support;
using Riverrun.Cluster.Tests.Remoting;
using Riverrun.Models.Checkpoints;

namespace Riverrun.Cluster.Tests.Clustering;

/// <summary>A worker's link, and the gates of two coordinators behind which nothing is but an ear.</summary>
public sealed class CoordinatorLinkTests : IAsyncLifetime
{
    /// <summary>
    /// So often a link would have knocked at a gate in vain before it said that no coordinator answers.
    /// </summary>
    private const int KnocksUntilSilent = 4;

    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(100);

    private readonly TemporaryDirectory _directory = new();
    private readonly CheckpointStore _store;
    private Node _first = null!; // InitializeAsync sets them.
    private Node _second = null!;
    private Node _worker = null!;

    public CoordinatorLinkTests() => _store = new CheckpointStore(_directory.Path);

    public async ValueTask InitializeAsync()
    {
        _first = await Node.StartAsync();
        _second = await Node.StartAsync();
        _worker = await Node.StartAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await _worker.DisposeAsync();
        await _second.DisposeAsync();
        await _first.DisposeAsync();
        _directory.Dispose();
    }

    [Fact(Timeout = 300_000)]
    public async Task A_coordinator_that_leaves_sends_workers_to_the_other()
    {
        var cancel = TestContext.Current.CancellationToken;
        var leaving = Gate(_first, _store);
        Gate(_second, _store);
        var link = Link();
        await UntilHeardAsync(link, _first, cancel);

        leaving.Tell(new WorkerGate.Close());

        await UntilHeardAsync(link, _second, cancel);
    }

    [Fact(Timeout = 300_000)]
    public async Task A_coordinator_that_is_not_up_yet_or_no_longer_sends_workers_to_the_other()
    {
        var cancel = TestContext.Current.CancellationToken;
        var (firstIsUp, secondIsUp) = (false, true);
        Gate(_first, _store, () => firstIsUp);
        Gate(_second, _store, () => secondIsUp);
        var link = Link();
        await UntilHeardAsync(link, _second, cancel);
        var tooEarly = _first.Heard.Count;

        (firstIsUp, secondIsUp) = (true, false);

        await UntilHeardAsync(link, _first, cancel);
        Assert.Equal(0, tooEarly);
    }

    [Fact(Timeout = 300_000)]
    public async Task Coordinators_that_are_not_up_are_not_said_to_be_silent()
    {
        var cancel = TestContext.Current.CancellationToken;
        var (told, first, second) = (Notices(), new Knocks(), new Knocks());
        Gate(_first, _store, first.Refuse);
        Gate(_second, _store, second.Refuse);
        Link(Interval * 20); // However slow the machine, it answers before it is taken for silent.

        while (first.Count < KnocksUntilSilent || second.Count < KnocksUntilSilent)
            await Task.Delay(Interval, cancel);

        Assert.False(told.Reader.TryRead(out var notice), notice);
    }

    [Fact(Timeout = 300_000)]
    public async Task What_it_has_stored_to_be_found_is_stored_once_more_when_it_is_gone_and_removed_in_the_end()
    {
        var cancel = TestContext.Current.CancellationToken;
        var leaving = Gate(_first, _store);
        Gate(_second, _store);
        var link = Link();
        await UntilHeardAsync(link, _first, cancel);
        var digest = Assert.Single(await _store.ListAsync(cancel)).Digest;

        await _store.DeleteAsync(digest, cancel);
        leaving.Tell(new WorkerGate.Close());
        await UntilHeardAsync(link, _second, cancel);
        var again = Assert.Single(await _store.ListAsync(cancel)).Digest;
        await link.GracefulStop(TimeSpan.FromSeconds(10));

        Assert.Equal(digest, again);

        while ((await _store.ListAsync(cancel)).Count > 0)
            await Task.Delay(Interval, cancel);
    }

    [Fact(Timeout = 300_000)]
    public async Task A_coordinator_that_does_not_answer_is_left_for_the_other()
    {
        var cancel = TestContext.Current.CancellationToken;
        Gate(_second, _store);

        await UntilHeardAsync(Link(), _second, cancel);

        Assert.Empty(_first.Heard);
    }

    [Fact(Timeout = 300_000)]
    public async Task Nothing_is_said_to_a_coordinator_that_stores_elsewhere()
    {
        var cancel = TestContext.Current.CancellationToken;
        Gate(_first, new MemoryStore());
        Gate(_second, _store);
        var link = Link(Interval * 10); // However slow the machine, it answers before it is taken for silent.

        for (var i = 0; i < 40; i++)
        {
            link.Tell(Report);
            await Task.Delay(Interval, cancel);
        }

        Assert.Empty(_first.Heard);
        Assert.Empty(_second.Heard);
    }

    [Fact(Timeout = 300_000)]
    public async Task Coordinators_that_all_leave_are_knocked_at_no_more_often_than_before()
    {
        var cancel = TestContext.Current.CancellationToken;
        var (first, second) = (new Knocks(), new Knocks());
        _first.System.ActorOf(Props.Create(() => new LeavingGate(first)), WorkerGate.Name);
        _second.System.ActorOf(Props.Create(() => new LeavingGate(second)), WorkerGate.Name);
        var began = Stopwatch.GetTimestamp();
        Link(Interval);

        while (first.Count + second.Count < 10)
            await Task.Delay(Interval, cancel);

        Assert.InRange(first.Count + second.Count, 10, 5 + (2 * (int)(Stopwatch.GetElapsedTime(began) / Interval)));
    }

    [Fact(Timeout = 300_000)]
    public async Task A_store_that_takes_nothing_is_told_and_not_taken_for_coordinators_that_do_not_answer()
    {
        var cancel = TestContext.Current.CancellationToken;
        Gate(_first, _store);
        var told = Notices();
        string[] coordinators = [$"{_first.Address.Host}:{_first.Address.Port}"];
        _worker.System.ActorOf(
            Props.Create(() => new CoordinatorLink(coordinators, "akka.tcp", Interval, new FullStore())));

        for (var i = 0; i < 10; i++)
            Assert.Equal("The disk is full.", await told.Reader.ReadAsync(cancel));
    }

    private static ShardingEnvelope Report =>
        new("run/river", new TracedEnvelope(new DeviceReport.Released("It was released.") { Epoch = 1 }));

    private static IActorRef Gate(Node node, ICheckpointStore store, Func<bool>? isUp = null)
    {
        var ear = ((ExtendedActorSystem)node.System).Provider.ResolveActorRef(node.Ear);
        var isUpNow = isUp ?? (() => true);

        return node.System.ActorOf(Props.Create(() => new WorkerGate(ear, ear, store, isUpNow)), WorkerGate.Name);
    }

    /// <summary>What the person who runs the worker is told from now on.</summary>
    private Channel<string> Notices()
    {
        var told = Channel.CreateUnbounded<string>();
        _worker.System.EventStream.Subscribe(
            _worker.System.ActorOf(Props.Create(() => new Reader(told))), typeof(Notice));

        return told;
    }

    /// <summary>A link that takes nobody for silent who is only slow to answer on a busy machine.</summary>
    private IActorRef Link() => Link(Interval * 10);

    private IActorRef Link(TimeSpan interval)
    {
        string[] coordinators =
            [.. new[] { _first, _second }.Select(node => $"{node.Address.Host}:{node.Address.Port}")];

        return _worker.System.ActorOf(
            Props.Create(() => new CoordinatorLink(coordinators, "akka.tcp", interval, _store)));
    }

    private static async Task UntilHeardAsync(IActorRef link, Node node, CancellationToken cancel)
    {
        for (var before = node.Heard.Count; node.Heard.Count == before; await Task.Delay(Interval, cancel))
            link.Tell(Report);
    }

    private sealed class LeavingGate(Knocks knocks) : UntypedActor
    {
        protected override void OnReceive(object message)
        {
            knocks.Refuse();
            Sender.Tell(new LinkMessage.Closed());
        }
    }

    private sealed class Reader(Channel<string> told) : UntypedActor
    {
        protected override void OnReceive(object message) => told.Writer.TryWrite(((Notice)message).Sentence);
    }

    private sealed class FullStore : ICheckpointStore
    {
        public Task<CheckpointDigest> WriteAsync(Action<Stream> write, CancellationToken cancel) =>
            Task.FromException<CheckpointDigest>(new IOException("The disk is full."));

        public Task<Stream> OpenAsync(CheckpointDigest digest, CancellationToken cancel) =>
            throw new NotSupportedException();

        public Task<bool> ContainsAsync(CheckpointDigest digest, CancellationToken cancel) =>
            throw new NotSupportedException();

        public Task<DateTimeOffset?> LastStoredAsync(CheckpointDigest digest, CancellationToken cancel) =>
            throw new NotSupportedException();

        public Task<IReadOnlyList<StoredBlob>> ListAsync(CancellationToken cancel) => throw new NotSupportedException();

        public Task DeleteAsync(CheckpointDigest digest, CancellationToken cancel) => throw new NotSupportedException();
    }

    private sealed class Knocks
    {
        private int _count;

        public int Count => Volatile.Read(ref _count);

        /// <summary>Counts one, and says that the gate is not up.</summary>
        public bool Refuse() => Interlocked.Increment(ref _count) < 0;
    }
}
