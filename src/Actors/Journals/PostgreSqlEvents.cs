using System.Runtime.CompilerServices;
using Akka.Actor;
using Npgsql;
using Riverrun.Actors.Identity;

namespace Riverrun.Actors.Journals;

/// <summary>
/// Reads the journal that several processes write. Their transactions commit in another order than they drew their
/// places, so a reader that took the highest place it saw for its bookmark would miss those that come later.
/// </summary>
/// <remarks>
/// The plugin's own reader waits a while at a gap and then passes it over, and it reads the events of all runs. Here a
/// reader takes the highest place it sees, waits until every transaction that may hold a lower one has ended
/// (<see cref="PostgreSqlTables.Writers"/>), and reads up to there.
/// </remarks>
internal sealed class PostgreSqlEvents(ActorSystem system, string connectionString) : IStoredEvents
{
    private const int Page = 1000;

    private const string RunsSql =
        "SELECT substr(persistence_id, 5) FROM journal WHERE persistence_id >= 'run/' AND persistence_id < 'run0' AND "
            + "sequence_number = 1 ORDER BY 1";

    private const string EntitySql =
        """
        SELECT ordering, persistence_id, message, identifier, manifest FROM journal
        WHERE persistence_id = @entity AND sequence_number > @after AND NOT deleted ORDER BY sequence_number LIMIT @page
        """;

    private const string RunSql =
        """
        SELECT ordering, persistence_id, message, identifier, manifest FROM journal
        WHERE split_part(persistence_id, '/', 2) = @run AND ordering > @after AND ordering <= @until
          AND (persistence_id LIKE 'run/%' OR persistence_id LIKE 'branch/%') AND NOT deleted
        ORDER BY ordering LIMIT @page
        """;

    private static readonly TimeSpan LookAgainAfter = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan AskWritersAfter = TimeSpan.FromMilliseconds(10);

    /// <summary>A pool of its own: however many read, the journal can write.</summary>
    private readonly string _connectionString =
        new NpgsqlConnectionStringBuilder(new PostgreSqlSession(connectionString).ConnectionString)
        {
            ApplicationName = "riverrun-reader",
            MaxPoolSize = 10,
            MaxAutoPrepare = 0, // A plan made while the journal was small would be kept when it is large.
        }.ConnectionString;

    public async Task<IReadOnlyList<RunId>> RunsAsync(CancellationToken cancel) =>
        [.. (await NamesAsync(RunsSql, cancel)).Select(name => new RunId(name))];

    public async IAsyncEnumerable<StoredEvent> EventsAsync(
        RunId run, long after, bool follow, [EnumeratorCancellation] CancellationToken cancel)
    {
        var read = after;

        do
        {
            var until = await CompleteUntilAsync(cancel);

            while (read < until)
            {
                var page = await PageAsync(
                    RunSql, cancel, new("run", run.Name), new("after", read), new("until", until), new("page", Page));

                foreach (var stored in page)
                    yield return stored;

                read = page.Count < Page ? until : page[^1].Sequence;
            }

            if (follow)
                await Task.Delay(LookAgainAfter, cancel);
        }
        while (follow);
    }

    public async Task<IReadOnlyList<object>> EntityAsync(string persistenceId, CancellationToken cancel)
    {
        var events = new List<object>();

        for (var last = Page; last == Page;)
        {
            var page = await PageAsync(
                EntitySql, cancel, new("entity", persistenceId), new("after", (long)events.Count), new("page", Page));
            events.AddRange(page.Select(stored => stored.Event));
            last = page.Count;
        }

        return events;
    }

    /// <summary>A place up to which no event will appear any more.</summary>
    private async Task<long> CompleteUntilAsync(CancellationToken cancel)
    {
        var until = await HighestAsync(cancel);
        var writing = await NamesAsync(PostgreSqlTables.Writers, cancel);

        while (writing.Count > 0)
        {
            await Task.Delay(AskWritersAfter, cancel);
            var still = await NamesAsync(PostgreSqlTables.Writers, cancel);
            writing = [.. writing.Intersect(still)];
        }

        return until;
    }

    private async Task<IReadOnlyList<StoredEvent>> PageAsync(
        string sql, CancellationToken cancel, params NpgsqlParameter[] parameters)
    {
        await using var connection = await OpenAsync(cancel);
        await using var command = new NpgsqlCommand(sql, connection);
        command.Parameters.AddRange(parameters);
        await using var rows = await command.ExecuteReaderAsync(cancel);
        var page = new List<StoredEvent>();

        while (await rows.ReadAsync(cancel))
            page.Add(new StoredEvent(
                rows.GetInt64(0),
                rows.GetString(1),
                system.Serialization.Deserialize(rows.GetFieldValue<byte[]>(2), rows.GetInt32(3), rows.GetString(4))));

        return page;
    }

    private async Task<long> HighestAsync(CancellationToken cancel)
    {
        await using var connection = await OpenAsync(cancel);
        await using var highest = new NpgsqlCommand("SELECT max(ordering) FROM journal", connection);

        return await highest.ExecuteScalarAsync(cancel) is long seen ? seen : 0;
    }

    private async Task<IReadOnlyList<string>> NamesAsync(string sql, CancellationToken cancel)
    {
        await using var connection = await OpenAsync(cancel);
        await using var command = new NpgsqlCommand(sql, connection);
        await using var rows = await command.ExecuteReaderAsync(cancel);
        var names = new List<string>();

        while (await rows.ReadAsync(cancel))
            names.Add(rows.GetString(0));

        return names;
    }

    private async Task<NpgsqlConnection> OpenAsync(CancellationToken cancel)
    {
        var connection = new NpgsqlConnection(_connectionString);

        try
        {
            await connection.OpenAsync(cancel);
            await PostgreSqlTables.CreateAsync(connection, cancel);

            return connection;
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }
}
