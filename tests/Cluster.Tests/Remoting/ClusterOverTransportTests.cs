using Akka.Actor;
using Akka.Cluster.Hosting;
using Akka.Cluster.Sharding;
using Akka.Configuration;
using Akka.Hosting;
using Riverrun.Actors.EventSourcing;

namespace Riverrun.Cluster.Tests.Remoting;

/// <summary>
/// What Akka itself says over the wire (membership, shards, singletons, replicated data) still gets through.
/// </summary>
public sealed class ClusterOverTransportTests : IDisposable
{
    private readonly Authority _authority = new();

    public void Dispose() => _authority.Dispose();

    [Fact]
    public async Task Shards_and_singletons_work_between_nodes_with_certificates()
    {
        await using var first = await StartAsync("first");
        await using var second = await StartAsync("second");
        var founder = Akka.Cluster.Cluster.Get(first.System);
        await founder.JoinAsync(first.Address, TestContext.Current.CancellationToken);
        await Akka.Cluster.Cluster.Get(second.System).JoinAsync(first.Address, TestContext.Current.CancellationToken);

        var answers = new HashSet<string>();
        var shards = await ActorRegistry.For(second.System).GetAsync<Entity>(TestContext.Current.CancellationToken);
        var singleton = await ActorRegistry.For(second.System).GetAsync<Only>(TestContext.Current.CancellationToken);

        for (var i = 0; answers.Count < 2; i++)
            answers.Add(await AskAsync(
                shards, new ShardingEnvelope($"entity-{i}", new TracedEnvelope(new Reply.Accepted()))));

        Assert.Equal(
            [$"{first.Address}", $"{second.Address}"],
            answers.Order().ToList().OrderBy(address => address == $"{second.Address}"));
        Assert.Equal($"{first.Address}", await AskAsync(singleton, new TracedEnvelope(new Reply.Accepted())));
        await Akka.Cluster.Cluster.Get(second.System).LeaveAsync(TestContext.Current.CancellationToken);
        Assert.Equal($"{first.Address}", await AskAsync(
            await ActorRegistry.For(first.System).GetAsync<Entity>(TestContext.Current.CancellationToken),
            new ShardingEnvelope("entity-0", new TracedEnvelope(new Reply.Accepted()))));
    }

    private Task<Node> StartAsync(string name) => Node.StartAsync(_authority.Give(name), builder => builder
        .AddHocon(
            ConfigurationFactory.ParseString(
                "akka.cluster { sharding.distributed-data.durable.keys = [], "
                + "sharding.verbose-debug-logging = off, log-info = off, min-nr-of-members = 1 }"),
            HoconAddMode.Prepend)
        .WithClustering(new ClusterOptions { Roles = ["coordinator"] })
        .WithShardRegion<Entity>(
            "entities", _ => Props.Create(() => new Entity()),
            HashCodeMessageExtractor.Create(20, _ => null!, message => message),
            new ShardOptions { Role = "coordinator", StateStoreMode = StateStoreMode.DData, RememberEntities = false })
        .WithSingleton<Only>(
            "only", Props.Create(() => new Entity()), new ClusterSingletonOptions { Role = "coordinator" }));

    private static async Task<string> AskAsync(IActorRef actor, object message) =>
        ((Reply.Rejected)(
            (await actor.Ask<TracedEnvelope>(message, TimeSpan.FromSeconds(40), TestContext.Current.CancellationToken))
                .Body)).Reason;

    private sealed class Entity : UntypedActor
    {
        protected override void OnReceive(object message) => Sender.Tell(new TracedEnvelope(
            new Reply.Rejected($"{((ExtendedActorSystem)Context.System).Provider.DefaultAddress}")));
    }

    /// <summary>Names the singleton.</summary>
    private sealed class Only;
}
