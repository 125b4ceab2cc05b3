using Riverrun.Actors.Settings;
using Riverrun.Actors.Tests.Support;
using Riverrun.Cluster.Tests.Support;

namespace Riverrun.Cluster.Tests.Journals;

public sealed class JournalRehearsalTests(PostgreSqlServer server) : IClassFixture<PostgreSqlServer>
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_coordinator_that_has_no_entity_has_asked_the_journal_what_one_would()
    {
        var journal = await server.CreateDatabaseAsync(Cancel);
        using var asked = new Statements("Application Name=second");
        using var home = new TemporaryDirectory();
        int[] ports = [FreePort.Find(), FreePort.Find()];
        await using var first = await ClusterNode.CoordinatorAsync(
            home.Path, ports[0], ports, new MemoryStore(), new JournalConfig.PostgreSql(journal));
        await first.Gateway.DevicesAsync(Cancel); // It is there first, so that all which coordinators share is at it.

        await using var second = await ClusterNode.CoordinatorAsync(
            home.Path, ports[1], ports, new MemoryStore(),
            new JournalConfig.PostgreSql($"{journal};Application Name=second"));

        while (!Has("snapshot r", "ORDER BY") || !Has("journal r", "MAX(r.sequence_number)"))
            await Task.Delay(20, Cancel);

        Assert.DoesNotContain(asked.Texts, text => text.StartsWith("INSERT INTO journal", StringComparison.Ordinal));

        bool Has(string table, string question) =>
            asked.Texts.Any(
                text => text.Contains(table, StringComparison.Ordinal)
                && text.Contains(question, StringComparison.Ordinal));
    }
}
