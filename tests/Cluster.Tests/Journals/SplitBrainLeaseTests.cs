using Akka.Actor;
using Akka.Cluster;
using Akka.Configuration;
using Npgsql;
using Riverrun.Actors.Coordination;
using Riverrun.Cluster.Tests.Support;

namespace Riverrun.Cluster.Tests.Journals;

public sealed class SplitBrainLeaseTests(PostgreSqlServer server) : IClassFixture<PostgreSqlServer>
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Of_two_coordinators_either_survives_the_loss_of_the_other_with_the_lease()
    {
        var database = await server.CreateDatabaseAsync(Cancel);
        var nodes = new[] { Node(database), Node(database) };

        try
        {
            var clusters = nodes.Select(Akka.Cluster.Cluster.Get).ToList();
            await clusters[0].JoinAsync(clusters[0].SelfAddress, Cancel);
            await clusters[1].JoinAsync(clusters[0].SelfAddress, Cancel);
            await UntilAsync(
                () => clusters.All(
                    cluster => cluster.State.Members.Count(member => member.Status == MemberStatus.Up) == 2));

            ((ExtendedActorSystem)nodes[0]).Abort(); // The oldest, which keep-oldest would not survive.
            await UntilAsync(() => clusters[1].State.Members.Count == 1);

            Assert.False(clusters[1].IsTerminated);
            Assert.Equal(clusters[1].SelfAddress.HostPort(), await OwnerAsync(database));
        }
        finally
        {
            foreach (var node in nodes)
                await node.Terminate();
        }
    }

    private static ActorSystem Node(string database) => ActorSystem.Create(
        "riverrun",
        ConfigurationFactory.ParseString(
            """
            akka {
              loglevel = OFF, stdout-loglevel = OFF
              actor.provider = cluster
              remote.dot-netty.tcp { hostname = 127.0.0.1, port = 0 }
              coordinated-shutdown { run-by-actor-system-terminate = off, exit-clr = off }
              cluster {
                roles = ["coordinator"]
                failure-detector { heartbeat-interval = 300ms, acceptable-heartbeat-pause = 2s }
                split-brain-resolver { stable-after = 1s, down-all-when-unstable = off }
              }
            }
            """).WithFallback(ConfigurationFactory.ParseString(PostgreSqlLease.Hocon(database))));

    private static async Task<string?> OwnerAsync(string database)
    {
        await using var connection = new NpgsqlConnection(database + ";Pooling=false");
        await connection.OpenAsync(Cancel);
        await using var owner = new NpgsqlCommand("SELECT owner FROM lease WHERE name = 'riverrun-sbr'", connection);

        return await owner.ExecuteScalarAsync(Cancel) as string;
    }

    private static async Task UntilAsync(Func<bool> holds)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        limit.CancelAfter(TimeSpan.FromSeconds(60));

        while (!holds())
            await Task.Delay(50, limit.Token);
    }
}
