using Microsoft.Data.Sqlite;
using Riverrun.Cluster.Tests.Support;

namespace Riverrun.Cluster.Tests.Http;

/// <summary>A node and its database.</summary>
public sealed partial class ServeTests
{
    [Fact]
    public async Task A_node_whose_database_is_away_says_so_and_waits_for_it()
    {
        using var directory = new TemporaryFolder();
        var port = FreePort.Find();
        using var process = RiverrunProcess.Start(
            new Dictionary<string, string>
            {
                ["RIVERRUN_JOURNAL"] =
                $"Host=127.0.0.1;Port={port};Database=river;Username=somebody;Password=horse"
            },
            "serve", "--bind", "127.0.0.1:0", "--cluster-port", "0", "--home", directory.File("home"));

        await process.UntilAsync(started => started.Error.Contains('\n'), Cancel);

        Assert.EndsWith(
            $" is not ready yet: The journal 127.0.0.1:{port}/river is away: Connection refused. PostgreSQL must run "
                + "there and be reachable from this machine.\n",
            process.Error,
            StringComparison.Ordinal);
        Assert.Empty(process.Output);
        await process.SignalAsync("TERM", Cancel);
        Assert.Equal(0, await process.ExitAsync(Cancel));
    }

    private static List<string> Stored(string database, string sql)
    {
        using var connection = new SqliteConnection($"Data Source={database};Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        using var rows = command.ExecuteReader();
        var found = new List<string>();

        while (rows.Read())
            found.Add(rows.GetString(0));

        return found;
    }

    private static void DropTables(string database)
    {
        using var connection = new SqliteConnection($"Data Source={database};Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText =
            "SELECT group_concat('DROP TABLE \"' || name || '\"', ';') FROM sqlite_master WHERE type = 'table' AND "
                + "name NOT LIKE 'sqlite_%'";
        command.CommandText = (string)command.ExecuteScalar()!;
        command.ExecuteNonQuery();
    }
}
