using System.Data.Common;
using System.Runtime.CompilerServices;
using LinqToDB;
using LinqToDB.Interceptors;
using Microsoft.Data.Sqlite;
using Riverrun.Actors.Settings;

namespace Riverrun.Actors.Journals;

/// <summary>Journal and snapshots in two SQLite files.</summary>
internal static class SqliteJournal
{
    /// <summary>
    /// Only for this level does Microsoft.Data.Sqlite begin a transaction without the write lock, for which every
    /// recovery would wait behind every write. Without a shared cache a transaction still reads what is committed, and
    /// only that. A file is never away, only busy, and a failure ends the process: ten thousand branches that open at
    /// once are waited for. A damaged snapshot is passed over, for all events are kept.
    /// </summary>
    public const string Hocon =
        $$"""
        {{Journal.JournalId}} {
          provider-name = "SQLite.MS", auto-initialize = on, parallelism = 1, read-isolation-level = read-uncommitted
          circuit-breaker.call-timeout = 60s
        }
        {{Journal.SnapshotId}} {
          provider-name = "SQLite.MS", auto-initialize = on, parallelism = 1, read-isolation-level = read-uncommitted
          circuit-breaker.call-timeout = 60s, snapshot-is-optional = on
        }
        {{Journal.QueryId}} { provider-name = "SQLite.MS", read-isolation-level = read-uncommitted }
        """;

    private const string AnyEvent = "SELECT 1 FROM journal LIMIT 1;";

    private static readonly TimeSpan MadeWithin = TimeSpan.FromSeconds(60);

    private static readonly TimeSpan LookAgainAfter = TimeSpan.FromMilliseconds(50);

    public static DataOptions Events(JournalConfig.Sqlite files) => Options(files.JournalFile);

    public static DataOptions Snapshots(JournalConfig.Sqlite files) => Options(files.SnapshotFile);

    /// <summary>
    /// A sentence when a file cannot be read, or not be written to; the tables may have yet to be made.
    /// </summary>
    public static string? Problem(JournalConfig.Sqlite files) => Problem(files.JournalFile)
        ?? Problem(files.SnapshotFile);

    /// <summary>
    /// Why the table of events cannot be read, or null when it can or somebody writes to it; writes nothing itself.
    /// </summary>
    public static string? TablesProblem(JournalConfig.Sqlite files) => Failure(files.JournalFile, AnyEvent) switch
    {
        null or { SqliteErrorCode: SQLitePCL.raw.SQLITE_BUSY or SQLitePCL.raw.SQLITE_LOCKED } => null,
        var cause => cause.Message.TrimEnd('.') + ".",
    };

    /// <summary>
    /// Until the table of events is made, which the plugin that writes does a moment after the start, or later on a
    /// busy machine; who reads does not wait for it. After a minute it is over nevertheless, and who reads then fails
    /// and says why.
    /// </summary>
    public static async Task UntilMadeAsync(JournalConfig.Sqlite files)
    {
        for (var waited = TimeSpan.Zero; waited < MadeWithin && !await Task.Run(IsMade); waited += LookAgainAfter)
            await Task.Delay(LookAgainAfter);

        bool IsMade() => Failure(files.JournalFile, AnyEvent) is not { SqliteErrorCode: SQLitePCL.raw.SQLITE_ERROR };
    }

    private static string? Problem(string file) => Failure(file, "BEGIN IMMEDIATE; ROLLBACK;") is { } cause
        ? $"The journal {file} cannot be used: {cause.Message} Nothing was changed; restore the file from a copy, or "
            + "choose another --home."
        : null;

    private static SqliteException? Failure(string file, string sql)
    {
        try
        {
            using var connection = new SqliteConnection(ConnectionString(file));
            connection.Open();
            using var command = connection.CreateCommand();
            command.CommandText = sql;
            command.ExecuteNonQuery();

            return null;
        }
        catch (SqliteException cause)
        {
            return cause;
        }
    }

    private static DataOptions Options(string file) =>
        new DataOptions().UseConnectionString(ProviderName.SQLiteMS, ConnectionString(file))
            .UseInterceptor(new Durable());

    private static string ConnectionString(string file) =>
        new SqliteConnectionStringBuilder { DataSource = file }.ConnectionString;

    /// <summary>
    /// An acknowledgement is a promise: every commit reaches the disk (synchronous FULL). The write-ahead log lets
    /// readers read meanwhile.
    /// </summary>
    private sealed class Durable : ConnectionInterceptor
    {
        private const string Settings = "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA busy_timeout=10000;";

        private readonly ConditionalWeakTable<object, Durable> _set = [];

        /// <summary>
        /// SQLite does all its work before it returns, so the plugin's queue of writes would wait for each one and
        /// never have a second to put into the same transaction: the work goes to another thread.
        /// </summary>
        public override async Task ConnectionOpeningAsync(
            ConnectionEventData eventData, DbConnection connection, CancellationToken cancellationToken) =>
            await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);

        /// <summary>What is opened may come from the pool, where it keeps its settings.</summary>
        public override void ConnectionOpened(ConnectionEventData eventData, DbConnection connection)
        {
            var handle = ((SqliteConnection)connection).Handle!; // Not null: it is open.

            if (_set.TryGetValue(handle, out _))
                return;

            using var command = connection.CreateCommand();
            command.CommandText = Settings;
            command.ExecuteNonQuery();
            _set.Add(handle, this); // Only now: one on which they failed is told them again.
        }

        public override Task ConnectionOpenedAsync(
            ConnectionEventData eventData, DbConnection connection, CancellationToken cancellationToken)
        {
            ConnectionOpened(eventData, connection);

            return Task.CompletedTask;
        }
    }
}
