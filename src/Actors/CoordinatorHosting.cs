using Akka.Actor;
using Akka.Cluster;
using Akka.Cluster.Sharding;
using Akka.Cluster.Tools.Singleton;
using Akka.Configuration;
using Akka.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Riverrun.Actors.Branches;
using Riverrun.Actors.Checkpoints;
using Riverrun.Actors.Clustering;
using Riverrun.Actors.Coordination;
using Riverrun.Actors.Journals;
using Riverrun.Actors.Placement;
using Riverrun.Actors.Remoting;
using Riverrun.Actors.Runs;
using Riverrun.Actors.Settings;
using Riverrun.Models.Checkpoints;

namespace Riverrun.Actors;

/// <summary>
/// Wires a node that decides: runs and branches in shards, placement and catalog as singletons, a gate for workers.
/// </summary>
internal static class CoordinatorHosting
{
    private const int Shards = 64;

    public static AkkaConfigurationBuilder WithCoordinator(
        this AkkaConfigurationBuilder builder, RuntimeSettings settings, ClusterConfig cluster,
        IServiceProvider provider) => builder
        .WithClusterTransport(cluster)
        .AddHocon(ConfigurationFactory.ParseString(ClusterHocon), HoconAddMode.Prepend)
        .AddHocon(ConfigurationFactory.ParseString(DowningHocon(settings.Journal)), HoconAddMode.Prepend)
        .AddHocon(ClusterSharding.DefaultConfig(), HoconAddMode.Append)
        .AddHocon(ClusterSingleton.DefaultConfig(), HoconAddMode.Append)
        .WithActors((system, registry) => Start(system, registry, settings, cluster, provider));

    private static void Start(
        ActorSystem system, IActorRegistry registry, RuntimeSettings settings, ClusterConfig cluster,
        IServiceProvider provider)
    {
        var time = provider.GetRequiredService<TimeProvider>();
        var store = provider.GetRequiredService<ICheckpointStore>();

        var placement =
            Singleton(system, "placement",
                ActorsHosting.PlacementProps(settings, () => registry.Get<BranchActor>(), time));
        var runs = Region(
            system, "runs", id => ActorsHosting.RunProps(id, settings, () => registry.Get<BranchActor>(), time));
        var neighbours = new BranchNeighbours(runs, placement);
        var branches = Region(system, "branches", id => ActorsHosting.BranchProps(id, settings, neighbours, time));

        registry.Register<PlacementActor>(placement);
        registry.Register<RunActor>(runs);
        registry.Register<BranchActor>(branches);
        registry.Register<CheckpointCatalogActor>(
            Singleton(system, "checkpoints", ActorsHosting.CatalogProps(settings, store, runs, time, provider)));

        var members = Cluster.Get(system);
        var gate = system.ActorOf(
            Props.Create(
                () => new WorkerGate(
                    branches, placement, store, () => members.SelfMember.Status == MemberStatus.Up)), WorkerGate.Name);
        CloseWhenLeaving(system, gate, settings.RequestInterval);
        Join(system, settings.Journal, cluster);
        system.ActorOf(Props.Create(() => new JournalRehearsal()), "journal-rehearsal");
    }

    /// <summary>
    /// Before anything is handed over, workers have the time of a knock to turn to another coordinator.
    /// </summary>
    private static void CloseWhenLeaving(ActorSystem system, IActorRef gate, TimeSpan knockInterval) =>
        CoordinatedShutdown.Get(system).AddTask(CoordinatedShutdown.PhaseBeforeServiceUnbind, "close-gate", async () =>
        {
            gate.Tell(new WorkerGate.Close());
            await Task.Delay(knockInterval);

            return Akka.Done.Instance;
        });

    /// <summary>
    /// A coordinator with files of its own is alone; others find each other, with their database as the witness.
    /// </summary>
    private static void Join(ActorSystem system, JournalConfig journal, ClusterConfig config)
    {
        var cluster = Cluster.Get(system);

        if (journal is not JournalConfig.PostgreSql database)
        {
            cluster.Join(cluster.SelfAddress);
            system.ActorOf(Props.Create(() => new JournalWatch((JournalConfig.Sqlite)journal)), "journal-watch");
            return;
        }

        var table = new MembershipTable(database.ConnectionString, cluster.SelfAddress.ToString());
        var coordinators = config.Coordinators.Select(at => Address.Parse($"{config.Protocol}://{system.Name}@{at}"))
            .ToList();
        system.ActorOf(Props.Create(() => new ClusterFounder(table, coordinators)), "founder");
        CoordinatedShutdown.Get(system).AddTask(CoordinatedShutdown.PhaseClusterExiting, "disappear", async () =>
        {
            await table.DisappearAsync(CancellationToken.None);

            return Akka.Done.Instance;
        });
    }

    private static IActorRef Region(ActorSystem system, string name, Func<string, Props> props) =>
        ClusterSharding.Get(system).Start(
        name,
        props,
        ClusterShardingSettings.Create(system),
        // Only envelopes and StartEntity come, which name their entity themselves.
        HashCodeMessageExtractor.Create(Shards, _ => null!, message => message));

    /// <summary>One in the whole cluster; the answer is this node's way to it.</summary>
    private static IActorRef Singleton(ActorSystem system, string name, Props props)
    {
        system.ActorOf(
            ClusterSingletonManager.Props(
                props, PoisonPill.Instance, ClusterSingletonManagerSettings.Create(system).WithSingletonName(name)),
            $"{name}-singleton");

        return system.ActorOf(
            ClusterSingletonProxy.Props(
                $"/user/{name}-singleton", ClusterSingletonProxySettings.Create(system).WithSingletonName(name)),
            name);
    }

    /// <summary>
    /// Times that make a dead coordinator's work go on elsewhere in about ten seconds, and state stores that work here:
    /// shard homes in memory, remembered entities in the journal. By the version, shards are allocated to the newest
    /// nodes.
    /// </summary>
    private static string ClusterHocon =>
        $$"""
        akka.actor.provider = cluster
        akka.cluster {
          roles = ["coordinator"]
          app-version = "{{ThisBuild.Version}}"
          seed-nodes = []
          gossip-interval = 300ms
          unreachable-nodes-reaper-interval = 300ms
          failure-detector { heartbeat-interval = 500ms, acceptable-heartbeat-pause = 3s, expected-response-after = 500ms }
          down-removal-margin = 500ms
          run-coordinated-shutdown-when-down = on
          shutdown-after-unsuccessful-join-seed-nodes = off
          seed-node-timeout = 5s
          retry-unsuccessful-join-after = 3s
          downing-provider-class = "Akka.Cluster.SBR.SplitBrainResolverProvider, Akka.Cluster"
          split-brain-resolver { stable-after = 3s, down-all-when-unstable = off }
          singleton { role = coordinator, hand-over-retry-interval = 300ms }
          singleton-proxy { role = coordinator, singleton-identification-interval = 300ms, buffer-size = 10000 }
          sharding {
            role = coordinator
            state-store-mode = ddata
            remember-entities = on
            remember-entities-store = eventsourced
            journal-plugin-id = "{{Journal.JournalId}}"
            snapshot-plugin-id = "{{Journal.SnapshotId}}"
            distributed-data.durable.keys = []
            retry-interval = 500ms
            coordinator-failure-backoff = 1s
            shard-failure-backoff = 1s
            entity-restart-backoff = 1s
            waiting-for-state-timeout = 2s
            updating-state-timeout = 3s
            shard-start-timeout = 5s
            handoff-timeout = 20s
            buffer-size = 100000
          }
        }
        """;

    /// <summary>
    /// The journal that all need is the witness of who goes on. One coordinator with files of its own has nobody to
    /// part from.
    /// </summary>
    private static string DowningHocon(JournalConfig journal) => journal is JournalConfig.PostgreSql database
        ? PostgreSqlLease.Hocon(database.ConnectionString)
        : "akka.cluster.split-brain-resolver.active-strategy = keep-majority";
}
