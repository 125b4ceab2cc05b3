using Microsoft.Data.Sqlite;
using Riverrun.Actors.EventSourcing;
using Riverrun.Actors.Settings;
using Riverrun.Actors.Tests.Support;
using Riverrun.Cluster.Tests.Support;
using Riverrun.Models.Plans;

namespace Riverrun.Cluster.Tests.Journals;

public sealed class UnmadeJournalTests
{
    /// <summary>More than a coordinator lets a broken journal be.</summary>
    private static readonly TimeSpan Late = TimeSpan.FromSeconds(6);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_coordinator_whose_tables_are_made_late_waits_for_them()
    {
        using var home = new TemporaryDirectory();
        var files = FilesIn(home);
        await using var busy = await OpenAsync(files);
        await SayAsync(busy, "PRAGMA journal_mode = WAL; BEGIN IMMEDIATE;"); // Whoever makes a table waits.
        var port = FreePort.Find();
        await using var coordinator =
            await ClusterNode.CoordinatorAsync(home.Path, port, [port], new MemoryStore(), files);

        var runs = coordinator.Gateway.ListAsync(Cancel);
        await Task.Delay(Late, Cancel);
        var early = runs.IsCompleted;
        await SayAsync(busy, "COMMIT;");

        Assert.False(early);
        Assert.Empty(await runs);
        Assert.IsType<Reply.Accepted>(await coordinator.StartRunAsync(Specs.Of(PolicyKind.WarmupStableDecay, 100)));
        Assert.False(coordinator.Fatal.Raised.IsCompleted);
    }

    [Fact]
    public async Task A_coordinator_whose_tables_are_gone_leaves_with_a_sentence()
    {
        using var home = new TemporaryDirectory();
        var files = FilesIn(home);
        var port = FreePort.Find();
        await using var coordinator =
            await ClusterNode.CoordinatorAsync(home.Path, port, [port], new MemoryStore(), files);
        Assert.Empty(await coordinator.Gateway.ListAsync(Cancel));
        await Task.Delay(TimeSpan.FromSeconds(2), Cancel); // It has looked, and found them.

        await using (var other = await OpenAsync(files))
            await SayAsync(other, "DROP TABLE journal;");

        Assert.Equal(
            "The journal could not be read: SQLite Error 1: 'no such table: journal'. Everything acknowledged before "
                + "is stored.",
            await coordinator.Fatal.Raised.WaitAsync(Cancel));
    }

    private static JournalConfig.Sqlite FilesIn(TemporaryDirectory home) =>
        new(Path.Combine(home.Path, "journal.db"), Path.Combine(home.Path, "snapshots.db"));

    private static async Task<SqliteConnection> OpenAsync(JournalConfig.Sqlite files)
    {
        var connection =
            new SqliteConnection(
                new SqliteConnectionStringBuilder { DataSource = files.JournalFile, Pooling = false }.ConnectionString);
        await connection.OpenAsync(Cancel);

        return connection;
    }

    private static async Task SayAsync(SqliteConnection connection, string sql)
    {
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        await command.ExecuteNonQueryAsync(Cancel);
    }
}
