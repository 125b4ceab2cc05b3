using Akka.Actor;
using Akka.Configuration;
using Akka.Persistence;
using Akka.Persistence.Sql;
using Npgsql;
using Riverrun.Actors.Journals;
using Riverrun.Cluster.Tests.Support;

namespace Riverrun.Cluster.Tests.Journals;

public sealed class PostgreSqlTablesTests(PostgreSqlServer server) : IClassFixture<PostgreSqlServer>
{
    private const string Columns =
        """
        SELECT table_name || '.' || column_name || ' ' || data_type || ' ' || is_nullable || ' ' || coalesce(character_maximum_length, 0)
        FROM information_schema.columns WHERE table_schema = 'public' ORDER BY 1
        """;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_columns_are_those_that_the_plugin_would_make()
    {
        var (ours, theirs) = (await server.CreateDatabaseAsync(Cancel), await server.CreateDatabaseAsync(Cancel));
        await using var connection = new NpgsqlConnection(ours + ";Pooling=false");
        await connection.OpenAsync(Cancel);
        await PostgreSqlTables.CreateAsync(connection, Cancel);

        using var plugin = ActorSystem.Create("plugin", Plugin(theirs));
        Persistence.Instance.Apply(plugin).JournalFor("akka.persistence.journal.sql");
        Persistence.Instance.Apply(plugin).SnapshotStoreFor("akka.persistence.snapshot-store.sql");
        var expected = await ColumnsAsync(theirs);

        while (expected.Select(column => column.Split('.')[0]).Distinct().Count() < 2)
        {
            await Task.Delay(50, Cancel);
            expected = await ColumnsAsync(theirs);
        }

        Assert.Equal(string.Join('\n', expected), string.Join('\n', await ColumnsAsync(ours)));
    }

    private static Config Plugin(string database) => ConfigurationFactory.ParseString(
        $$"""
        akka { loglevel = OFF, stdout-loglevel = OFF }
        akka.persistence.journal.sql { provider-name = "PostgreSQL.15", connection-string = "{{database}}", tag-write-mode = Csv }
        akka.persistence.snapshot-store.sql { provider-name = "PostgreSQL.15", connection-string = "{{database}}" }
        """).WithFallback(SqlPersistence.DefaultConfiguration);

    private static async Task<List<string>> ColumnsAsync(string database)
    {
        await using var connection = new NpgsqlConnection(database + ";Pooling=false");
        await connection.OpenAsync(Cancel);
        await using var command = new NpgsqlCommand(Columns, connection);
        await using var rows = await command.ExecuteReaderAsync(Cancel);
        var columns = new List<string>();

        while (await rows.ReadAsync(Cancel))
            columns.Add(rows.GetString(0));

        return columns;
    }
}
