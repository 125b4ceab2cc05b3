using System.Runtime.CompilerServices;
using Microsoft.Data.Sqlite;
using Riverrun.Actors.Branches;
using Riverrun.Actors.EventSourcing;
using Riverrun.Actors.Identity;
using Riverrun.Actors.Journals;
using Riverrun.Actors.Runs;
using Riverrun.Actors.Serialization;

namespace Riverrun.Actors.Edge;

/// <summary>
/// Reads a journal in a file without an actor system and without the plugin, for those who only look; writes nothing.
/// </summary>
/// <param name="connection">To the file; null where no process has stored an event yet.</param>
internal sealed class SqliteFile(SqliteConnection? connection) : IStoredEvents
{
    private static readonly TimeSpan LookAgainAfter = TimeSpan.FromMilliseconds(200);

    private readonly FamilyReader _reader = new();

    /// <summary>Whether the table of events is made; it is when the first process opens a home with actors.</summary>
    public static bool HasEvents(SqliteConnection connection)
    {
        using var command = connection.CreateCommand();
        command.CommandText = "SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = 'journal'";

        return command.ExecuteScalar() is not null;
    }

    public Task<IReadOnlyList<RunId>> RunsAsync(CancellationToken cancel) => Task.FromResult<IReadOnlyList<RunId>>(
    [
        .. Rows(
            "SELECT DISTINCT substr(persistence_id, 5) FROM journal WHERE persistence_id GLOB 'run/*'",
            row => new RunId(row.GetString(0)))
            .OrderBy(run => run.Name, StringComparer.Ordinal),
    ]);

    /// <summary>
    /// The events of a run and its branches; who follows looks again and again, for any process may come and train.
    /// </summary>
    public async IAsyncEnumerable<StoredEvent> EventsAsync(
        RunId run, long after, bool follow, [EnumeratorCancellation] CancellationToken cancel)
    {
        for (var last = after; ; cancel.ThrowIfCancellationRequested())
        {
            var page = Page(run, last);

            foreach (var stored in page)
                yield return stored;

            if (page.Count > 0)
                last = page[^1].Sequence;
            else if (follow)
                await Task.Delay(LookAgainAfter, TimeProvider.System, cancel);
            else
                yield break;
        }
    }

    /// <inheritdoc/>
    /// <exception cref="IOException">Some of its events are missing: what they would add up to never was.</exception>
    public Task<IReadOnlyList<object>> EntityAsync(string persistenceId, CancellationToken cancel)
    {
        var events = Rows(
            """
            SELECT sequence_number, manifest, message FROM journal
            WHERE persistence_id = $id AND deleted = 0 ORDER BY sequence_number
            """,
            row => (Number: row.GetInt64(0), Event: Event(row, 1)),
            ("$id", persistenceId));

        return events.Count == 0 || events[^1].Number == events.Count
            ? Task.FromResult<IReadOnlyList<object>>([.. events.Select(stored => stored.Event)])
            : throw new IOException(WorldBroken.Incomplete(persistenceId, events.Count, events[^1].Number).Reason);
    }

    /// <summary>
    /// The next events. Each page is read at once: a question that stays open keeps the write-ahead log from being cut.
    /// </summary>
    private List<StoredEvent> Page(RunId run, long after) => Rows(
        """
        SELECT ordering, persistence_id, manifest, message FROM journal
        WHERE ordering > $after AND deleted = 0 AND (persistence_id = $run OR persistence_id GLOB $branches)
        ORDER BY ordering LIMIT 1000
        """,
        row => new StoredEvent(row.GetInt64(0), row.GetString(1), Event(row, 2)),
        ("$after", after), ("$run", run.PersistenceId), ("$branches", $"branch/{run.Name}/*"));

    private object Event(SqliteDataReader row, int manifest) =>
        Event(row.GetFieldValue<byte[]>(manifest + 1), row.GetString(manifest));

    /// <summary>What is stored of a run or a branch, or <see cref="Undecoded"/>.</summary>
    public object Event(byte[] bytes, string family) => family switch
    {
        "run-event" => _reader.ReadStored(bytes, family, typeof(Recorded<RunEvent>)),
        "branch-event" => _reader.ReadStored(bytes, family, typeof(Recorded<BranchEvent>)),
        _ => new Undecoded("event of a run", null),
    };

    private List<T> Rows<T>(
        string sql, Func<SqliteDataReader, T> read, params ReadOnlySpan<(string Name, object Value)> values)
    {
        var rows = new List<T>();

        if (connection is null)
            return rows;

        using var command = connection.CreateCommand();
        command.CommandText = sql;

        foreach (var (name, value) in values)
            command.Parameters.AddWithValue(name, value);

        using var reader = command.ExecuteReader();

        while (reader.Read())
            rows.Add(read(reader));

        return rows;
    }
}
