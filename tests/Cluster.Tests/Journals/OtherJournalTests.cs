using Riverrun.Actors.EventSourcing;
using Riverrun.Actors.Settings;
using Riverrun.Actors.Tests.Support;
using Riverrun.Cluster.Tests.Support;
using Riverrun.Models.Plans;

namespace Riverrun.Cluster.Tests.Journals;

public sealed class OtherJournalTests(PostgreSqlServer server) : IClassFixture<PostgreSqlServer>
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_coordinator_that_has_another_database_than_the_one_it_joins_ends_with_a_sentence()
    {
        using var home = new TemporaryDirectory();
        int[] ports = [FreePort.Find(), FreePort.Find()];
        var store = new MemoryStore();
        await using var first = await StartAsync(0);
        await first.Gateway.DevicesAsync(Cancel);

        await using var second = await StartAsync(1);
        var said = await second.Fatal.Raised.WaitAsync(Cancel);

        Assert.Equal(
            $"akka.tcp://riverrun@127.0.0.1:{ports[0]} of this cluster never appeared in the journal's database that "
            + "this coordinator has, "
            + "but in another one or in none; riverrun.journal.postgresql (RIVERRUN_JOURNAL) must name the same for "
            + "all, and localhost is another on each machine.",
            said);
        await second.DisposeAsync();
        Assert.False(first.Fatal.Raised.IsCompleted);
        Assert.IsType<Reply.Accepted>(await first.StartRunAsync(Specs.Of(PolicyKind.WarmupStableDecay, 60)));

        async Task<ClusterNode> StartAsync(int i) => await ClusterNode.CoordinatorAsync(
            home.Path, ports[i], ports, store, new JournalConfig.PostgreSql(await server.CreateDatabaseAsync(Cancel)));
    }
}
