using System.Runtime.Serialization;
using Akka.Actor;
using Akka.Serialization;
using Riverrun.Actors.EventSourcing;
using Riverrun.Actors.Remoting;
using Riverrun.Actors.Serialization;

namespace Riverrun.Cluster.Tests.Remoting;

/// <summary>What a peer can and cannot make a node do.</summary>
public sealed class WireTests
{
    private static readonly TracedEnvelope Known = new(new Reply.Rejected("No."), "id-1");

    [Fact]
    public async Task A_registered_message_arrives()
    {
        await using var node = await Node.StartAsync();
        await using var peer = await Node.StartAsync();

        peer.Tell(node, Known);

        await peer.FindAsync(node);
        Assert.Equal([Known], node.Heard);
    }

    [Fact]
    public async Task A_message_of_an_unregistered_type_is_refused_and_the_node_goes_on()
    {
        await using var node = await Node.StartAsync();
        await using var stranger = await Node.StartStrangerAsync();
        Trap.Made = 0;

        stranger.Tell(node, new Trap { Command = "rm" });
        stranger.Tell(node, Known);

        await stranger.FindAsync(node);
        Assert.Equal([Known], node.Heard);
        Assert.Equal(1, Trap.Made);
    }

    [Fact]
    public async Task A_message_that_only_a_newer_build_knows_is_refused_with_a_sentence_and_the_node_goes_on()
    {
        await using var node = await Node.StartAsync();
        await using var newer = await Node.StartAsync(more: builder => builder.WithCustomSerializer(
            "newer", [typeof(FromNewerBuild)], system => new NewerSerializer(system)));
        var told = new TaskCompletionSource<string>();
        node.System.EventStream.Subscribe(
            node.System.ActorOf(Props.Create(() => new Reader(told))), typeof(Notice));

        newer.Tell(node, new FromNewerBuild());
        newer.Tell(node, Known);

        await newer.FindAsync(node);
        Assert.Equal([Known], node.Heard);
        Assert.StartsWith(
            "'warm' is no device-report that Riverrun",
            await told.Task.WaitAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    [Fact]
    public async Task No_type_is_made_because_a_failure_names_it()
    {
        await using var node = await Node.StartAsync();
        await using var stranger = await Node.StartStrangerAsync();
        TrapException.Revived = 0;

        stranger.Tell(node, new Status.Failure(new TrapException()));
        stranger.Tell(node, Known);

        await stranger.FindAsync(node);
        Assert.Equal([Known], node.Heard);
        Assert.Equal(0, TrapException.Revived);
    }

    [Fact]
    public async Task A_peer_makes_no_actor_here()
    {
        await using var node = await Node.StartAsync();
        await using var stranger = await Node.StartStrangerAsync();
        TrapActor.Made = 0;

        var remote = stranger.System.ActorOf(
            Props.Create(() => new TrapActor()).WithDeploy(Deploy.None.WithScope(new RemoteScope(node.Address))),
            "trap");
        remote.Tell(Known);
        stranger.Tell(node, Known);

        await stranger.FindAsync(node);
        Assert.Equal([Known], node.Heard);
        Assert.Equal(0, TrapActor.Made);
    }

    [Fact]
    public async Task A_peer_stops_no_actor_here()
    {
        await using var node = await Node.StartAsync();
        await using var stranger = await Node.StartStrangerAsync();
        var ear = await stranger.FindAsync(node);

        stranger.Tell(node, PoisonPill.Instance);
        stranger.Tell(node, Kill.Instance);
        stranger.Tell(node, Known);

        Assert.Equal(ear, await stranger.FindAsync(node));
        Assert.Equal([Known], node.Heard);
    }

    [Fact]
    public async Task A_message_that_is_too_long_is_dropped_and_the_node_goes_on()
    {
        await using var node = await Node.StartAsync();
        await using var peer = await Node.StartAsync();
        var longest =
            new TracedEnvelope(new Reply.Rejected(new string('x', ClusterTransport.MaximumFrameBytes - 10_000)));

        peer.Tell(node, new TracedEnvelope(new Reply.Rejected(new string('x', ClusterTransport.MaximumFrameBytes))));
        peer.Tell(node, longest);

        await peer.FindAsync(node);
        Assert.Equal([longest], node.Heard);
    }

    [Fact]
    public async Task A_frame_that_is_too_long_ends_its_connection_only()
    {
        await using var node = await Node.StartAsync();
        await using var peer = await Node.StartAsync();
        await using var stranger = await Node.StartStrangerAsync();
        await stranger.FindAsync(node);

        stranger.Tell(
            node, new TracedEnvelope(new Reply.Rejected(new string('x', 2 * ClusterTransport.MaximumFrameBytes))));
        peer.Tell(node, Known);

        await peer.FindAsync(node);
        Assert.Equal([Known], node.Heard);
    }

    [Fact]
    public async Task A_watcher_hears_of_the_end_of_an_actor_on_another_node()
    {
        await using var node = await Node.StartAsync();
        await using var peer = await Node.StartAsync();
        var ended = new TaskCompletionSource<IActorRef>();
        var ear = await peer.FindAsync(node);
        peer.System.ActorOf(Props.Create(() => new Watcher(ear, ended)));

        node.System.ActorSelection("/user/ear").Tell(PoisonPill.Instance);

        Assert.Equal(ear, await ended.Task.WaitAsync(TestContext.Current.CancellationToken));
    }

    public sealed record FromNewerBuild;

    /// <summary>Writes what the next build would, under our serializer's number and name.</summary>
    public sealed class NewerSerializer(ExtendedActorSystem system) : SerializerWithStringManifest(system)
    {
        public override int Identifier => new ProtocolSerializer(system).Identifier;

        public override string Manifest(object o) => "envelope";

        public override byte[] ToBinary(object obj) =>
            """{"family":"device-report","id":null,"trace":null,"body":{"type":"warm","epoch":1,"number":1}}"""u8.ToArray();

        public override object FromBinary(byte[] bytes, string manifest) =>
            throw new NotSupportedException("Nobody sends this back.");
    }

    private sealed class Reader : UntypedActor
    {
        private readonly TaskCompletionSource<string> _told;

        public Reader(TaskCompletionSource<string> told) => _told = told;

        protected override void OnReceive(object message)
        {
            if (message is Notice notice)
                _told.TrySetResult(notice.Sentence);
        }
    }

    public sealed class Trap
    {
        public Trap() => Interlocked.Increment(ref Made);

        internal static int Made;

        public string Command { get; set; } = "";
    }

    public sealed class TrapException : Exception
    {
        internal static int Revived;

        public TrapException() { }

        public TrapException(string message) : base(message) { }

        public TrapException(string message, Exception inner) : base(message, inner) { }

        private TrapException(SerializationInfo info, StreamingContext context) => Interlocked.Increment(ref Revived);
    }

    private sealed class TrapActor : UntypedActor
    {
        internal static int Made;

        public TrapActor() => Interlocked.Increment(ref Made);

        protected override void OnReceive(object message) { }
    }

    private sealed class Watcher : UntypedActor
    {
        private readonly TaskCompletionSource<IActorRef> _ended;

        public Watcher(IActorRef watched, TaskCompletionSource<IActorRef> ended)
        {
            _ended = ended;
            Context.Watch(watched);
        }

        protected override void OnReceive(object message)
        {
            if (message is Terminated terminated)
                _ended.SetResult(terminated.ActorRef);
        }
    }
}
