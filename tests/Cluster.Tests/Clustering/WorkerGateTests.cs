using Akka.Actor;
using Riverrun.Actors.Clustering;
using Riverrun.Actors.Coordination;
using Riverrun.Actors.Settings;
using Riverrun.Actors.Tests.Support;
using Riverrun.Cluster.Tests.Support;

namespace Riverrun.Cluster.Tests.Clustering;

public sealed class WorkerGateTests(PostgreSqlServer server) : IClassFixture<PostgreSqlServer>
{
    [Fact(Timeout = 60_000)]
    public async Task A_coordinator_opens_to_workers_as_soon_as_it_is_a_member_and_not_before()
    {
        var cancel = TestContext.Current.CancellationToken;
        var database = await server.CreateDatabaseAsync(cancel);
        var another = new MembershipTable(database, "another");
        await another.AppearAsync(cancel);
        // So nobody else founds a cluster.
        await server.ExecuteAsync("UPDATE lease SET expires_at = 'infinity'", cancel, database);
        using var home = new TemporaryDirectory();
        var port = FreePort.Find();
        await using var coordinator = await ClusterNode.CoordinatorAsync(
            home.Path, port, [port], new MemoryStore(), new JournalConfig.PostgreSql(database));
        var gate = coordinator.System.ActorSelection($"/user/{WorkerGate.Name}");

        var before = await KnockAsync(gate, cancel);
        await another.DisappearAsync(cancel);

        Assert.IsType<LinkMessage.Closed>(before);

        while (await KnockAsync(gate, cancel) is not LinkMessage.Open)
            await Task.Delay(50, cancel);
    }

    private static Task<LinkMessage> KnockAsync(ActorSelection gate, CancellationToken cancel) =>
        gate.Ask<LinkMessage>(new LinkMessage.Knock(), TimeSpan.FromSeconds(20), cancel);
}
