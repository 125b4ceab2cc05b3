using System.Data.Common;
using System.Diagnostics;
using System.Text.Json;
using Akka.Configuration;
using Akka.Hosting;
using Akka.Persistence.Sql;
using Akka.Persistence.Sql.Config;
using LinqToDB;
using LinqToDB.Interceptors;
using Microsoft.Data.Sqlite;

namespace Riverrun.Actors;

/// <summary>Journal and snapshots in two SQLite files.</summary>
public static class Journal
{
    internal const string JournalId = "akka.persistence.journal.sql";
    internal const string SnapshotId = "akka.persistence.snapshot-store.sql";

    /// <summary>Wires Akka.Persistence.Sql to where the settings say.</summary>
    public static AkkaConfigurationBuilder WithJournal(this AkkaConfigurationBuilder builder, JournalConfig config) => config switch
    {
        JournalConfig.Sqlite sqlite => builder.WithSqliteJournal(sqlite),
        _ => throw new UnreachableException($"Journal {config.GetType().Name} has no wiring."),
    };

    private static AkkaConfigurationBuilder WithSqliteJournal(this AkkaConfigurationBuilder builder, JournalConfig.Sqlite settings)
    {
        var setup = new MultiDataOptionsSetup();
        setup.AddDataOptions(JournalId, Options(settings.JournalFile));
        setup.AddDataOptions(SnapshotId, Options(settings.SnapshotFile));
        setup.AddDataOptions("akka.persistence.query.journal.sql", Options(settings.JournalFile));

        return builder
            .AddSetup(setup)
            .AddHocon(
                ConfigurationFactory.ParseString(
                    $$"""
                    {{JournalId}} {
                      provider-name = "SQLite.MS"
                      connection-string = {{Quoted(settings.JournalFile)}}
                      auto-initialize = on
                      parallelism = 1
                      tag-write-mode = Csv
                    }
                    akka.persistence.query.journal.sql {
                      provider-name = "SQLite.MS"
                      connection-string = {{Quoted(settings.JournalFile)}}
                      tag-read-mode = Csv
                      refresh-interval = 200ms
                      journal-sequence-retrieval.query-delay = 200ms
                    }
                    {{SnapshotId}} {
                      provider-name = "SQLite.MS"
                      connection-string = {{Quoted(settings.SnapshotFile)}}
                      auto-initialize = on
                      parallelism = 1
                    }
                    akka.persistence.journal { plugin = "{{JournalId}}", auto-start-journals = ["{{JournalId}}"] }
                    akka.persistence.snapshot-store { plugin = "{{SnapshotId}}", auto-start-snapshot-stores = ["{{SnapshotId}}"] }
                    """),
                HoconAddMode.Prepend)
            .AddHocon(SqlPersistence.DefaultConfiguration, HoconAddMode.Append);
    }

    /// <summary>A sentence when the journal or the snapshots cannot be used; the plugin would only try again for ever.</summary>
    internal static string? Problem(JournalConfig config) =>
        config is JournalConfig.Sqlite files ? Problem(files.JournalFile) ?? Problem(files.SnapshotFile) : null;

    private static string? Problem(string file)
    {
        try
        {
            using var connection = new SqliteConnection(ConnectionString(file));
            connection.Open();
            using var command = connection.CreateCommand();
            command.CommandText = "BEGIN IMMEDIATE; ROLLBACK;"; // Reads the header and the schema, and needs to write.
            command.ExecuteNonQuery();

            return null;
        }
        catch (SqliteException cause)
        {
            return $"The journal {file} cannot be used: {cause.Message} "
                + "Nothing was changed; restore the file from a copy, or choose another --home.";
        }
    }

    private static DataOptions Options(string file) =>
        new DataOptions().UseConnectionString(ProviderName.SQLiteMS, ConnectionString(file)).UseInterceptor(new Durable());

    private static string ConnectionString(string file) => new SqliteConnectionStringBuilder { DataSource = file }.ConnectionString;

    private static string Quoted(string file) => JsonSerializer.Serialize(ConnectionString(file));

    /// <summary>
    /// An acknowledgement is a promise: every commit reaches the disk (synchronous FULL). The write-ahead log lets readers
    /// read meanwhile.
    /// </summary>
    private sealed class Durable : ConnectionInterceptor
    {
        public override void ConnectionOpened(ConnectionEventData eventData, DbConnection connection)
        {
            using var command = connection.CreateCommand();
            command.CommandText = "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA busy_timeout=10000;";
            command.ExecuteNonQuery();
        }

        public override Task ConnectionOpenedAsync(ConnectionEventData eventData, DbConnection connection, CancellationToken cancellationToken)
        {
            ConnectionOpened(eventData, connection);

            return Task.CompletedTask;
        }
    }
}
