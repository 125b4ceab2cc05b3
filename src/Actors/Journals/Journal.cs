using System.Diagnostics;
using Akka.Configuration;
using Akka.Hosting;
using Akka.Persistence.Sql;
using Akka.Persistence.Sql.Config;
using LinqToDB;
using JournalConfig = Riverrun.Actors.Settings.JournalConfig;

namespace Riverrun.Actors.Journals;

/// <summary>
/// Where events and snapshots are stored: wires Akka.Persistence.Sql, and says what is wrong with a database.
/// </summary>
public static class Journal
{
    internal const string JournalId = "akka.persistence.journal.sql";
    internal const string SnapshotId = "akka.persistence.snapshot-store.sql";
    internal const string QueryId = "akka.persistence.query.journal.sql";

    /// <summary>Wires Akka.Persistence.Sql to where the settings say.</summary>
    public static AkkaConfigurationBuilder WithJournal(this AkkaConfigurationBuilder builder, JournalConfig config) =>
        config switch
        {
            JournalConfig.Sqlite sqlite =>
                builder.WithTables(SqliteJournal.Hocon, SqliteJournal.Events(sqlite), SqliteJournal.Snapshots(sqlite)),
            JournalConfig.PostgreSql database =>
                builder.WithPostgreSql(new PostgreSqlSession(database.ConnectionString)),
            _ => throw new UnreachableException($"Journal {config.GetType().Name} has no wiring."),
        };

    /// <summary>
    /// A sentence when the journal or the snapshots cannot be used; the plugin would only try again for ever.
    /// </summary>
    public static string? Problem(JournalConfig config) => config switch
    {
        JournalConfig.Sqlite sqlite => SqliteJournal.Problem(sqlite),
        JournalConfig.PostgreSql database => PostgreSqlJournal.Problem(database.ConnectionString),
        _ => throw new UnreachableException($"Journal {config.GetType().Name} has no check."),
    };

    /// <summary>
    /// A sentence when a database does not answer within 2 seconds, or cannot be used; nothing is asked of files.
    /// </summary>
    public static async Task<string?> ProblemNowAsync(JournalConfig config, CancellationToken cancel) =>
        config is JournalConfig.PostgreSql database
            ? await PostgreSqlJournal.ProblemNowAsync(database.ConnectionString, cancel) : null;

    private static AkkaConfigurationBuilder WithPostgreSql(
        this AkkaConfigurationBuilder builder, PostgreSqlSession session) =>
        builder.WithTables(PostgreSqlJournal.Hocon, session.Options, session.Options);

    /// <summary>
    /// What both kinds share: the same tables, one column for tags that nothing writes, and a connection that HOCON
    /// does not name.
    /// </summary>
    /// <remarks>
    /// Akka's replay filter is off. It drops the events of a writer that another has followed, and to this plugin the
    /// writer is the process: of an entity that went to another node and came back, it would drop what was stored
    /// since. Two writers at a time cannot be, for the tables take each number of an entity once. The plugins' circuit
    /// breakers never open. One that is half open throws instead of answering, which restarts the snapshot store;
    /// whoever waited for it then waits for Akka's recovery-event-timeout of 30 s, long after the database is back.
    /// Values go to the database as parameters: written into the statement, each of several rows would make a text that
    /// never comes again, which is parsed anew and which Npgsql keeps, to see whether it is worth preparing. A clone of
    /// a connection combines its mappings again; one that is made does not.
    /// </remarks>
    private static AkkaConfigurationBuilder WithTables(
        this AkkaConfigurationBuilder builder, string hocon, DataOptions events, DataOptions snapshots)
    {
        var setup = new MultiDataOptionsSetup();
        setup.AddDataOptions(JournalId, WithoutNulls(events));
        setup.AddDataOptions(SnapshotId, WithoutNulls(snapshots));
        setup.AddDataOptions(QueryId, WithoutNulls(events));

        return builder
            .AddSetup(setup)
            .AddHocon(
                ConfigurationFactory.ParseString(
                    $$"""
                    {{JournalId}} {
                      tag-write-mode = Csv
                      replay-filter.mode = off
                      use-clone-connection = off
                      prefer-parameters-on-multirow-insert = on
                    }
                    {{SnapshotId}} { use-clone-connection = off }
                    {{QueryId}} {
                      tag-read-mode = Csv
                      use-clone-connection = off
                      refresh-interval = 200ms
                      journal-sequence-retrieval.query-delay = 200ms
                    }
                    akka.persistence.journal { plugin = "{{JournalId}}", auto-start-journals = ["{{JournalId}}"] }
                    akka.persistence.snapshot-store { plugin = "{{SnapshotId}}", auto-start-snapshot-stores = ["{{SnapshotId}}"] }
                    {{JournalId}}.circuit-breaker.max-failures = {{int.MaxValue}}
                    {{SnapshotId}}.circuit-breaker.max-failures = {{int.MaxValue}}
                    {{hocon}}
                    """),
                HoconAddMode.Prepend)
            .AddHocon(SqlPersistence.DefaultConfiguration, HoconAddMode.Append);
    }

    /// <summary>
    /// Nothing that the plugin compares is null, so nulls are not looked for; linq2db writes its questions anew each
    /// time.
    /// </summary>
    private static DataOptions WithoutNulls(DataOptions options) => options.UseCompareNulls(CompareNulls.LikeSql);
}
