using System.Data.Common;
using Akka.Actor;
using Microsoft.Data.Sqlite;
using Npgsql;
using Riverrun.Actors.Branches;
using Riverrun.Actors.EventSourcing;
using Riverrun.Actors.Identity;
using Riverrun.Actors.Runs;
using Riverrun.Actors.Settings;

namespace Riverrun.Actors.Journals;

/// <summary>
/// Summaries of all runs, from their events alone: no run is woken, so a thousand that sleep go on sleeping. The events of the runs
/// themselves are few and read in one go; of the branches that have yet to end, the newest say how far they are.
/// </summary>
internal sealed class StoredSummaries(ActorSystem system, JournalConfig config)
{
    private const string RunsSql =
        """
        SELECT persistence_id, message, identifier, manifest FROM journal
        WHERE persistence_id >= 'run/' AND persistence_id < 'run0' ORDER BY persistence_id, sequence_number
        """;

    private const string NewestSql =
        """
        SELECT persistence_id, message, identifier, manifest FROM journal
        WHERE persistence_id = @entity ORDER BY sequence_number DESC LIMIT 16
        """;

    /// <summary>Runs and branches by name, one each.</summary>
    /// <exception cref="DbException">The journal cannot be read.</exception>
    public async Task<IReadOnlyList<RunSummary>> ReadAsync(CancellationToken cancel)
    {
        await using var connection = config is JournalConfig.PostgreSql database
            ? new NpgsqlConnection(database.ConnectionString)
            : (DbConnection)new SqliteConnection(
                new SqliteConnectionStringBuilder { DataSource = ((JournalConfig.Sqlite)config).JournalFile }.ConnectionString);
        await connection.OpenAsync(cancel);
        var summaries = new List<RunSummary>();

        foreach (var run in (await EventsAsync<RunEvent>(connection, RunsSql, null, cancel)).GroupBy(stored => stored.Entity))
        {
            var id = new RunId(run.Key["run/".Length..]);

            if (RunSummaries.Of(id, [.. run.Select(stored => stored.Event)]) is { } read)
                summaries.Add(RunSummaries.WithTips(read.State, read.Summary, await TipsAsync(connection, id, read.State, read.Summary, cancel)));
        }

        return summaries;
    }

    /// <summary>How far the branches are that have yet to end; of a run that is over, and of one that cannot be read, none is asked.</summary>
    private async Task<Dictionary<string, (long Step, DateTimeOffset At)>> TipsAsync(
        DbConnection connection, RunId run, RunState state, RunSummary summary, CancellationToken cancel)
    {
        var tips = new Dictionary<string, (long, DateTimeOffset)>(StringComparer.Ordinal);

        if (summary.Status is "completed" or RunView.Unreadable)
            return tips;

        foreach (var branch in state.Branches.Where(branch => branch.CompletedAt is null))
            foreach (var (_, recorded) in await EventsAsync<BranchEvent>(
                connection, NewestSql, new BranchId(run, branch.Name).PersistenceId, cancel))
                if (recorded.Event is BranchEvent.StepsTaken slice)
                {
                    tips[branch.Name] = (slice.FirstStep + slice.Losses.Count, recorded.At);
                    break;
                }

        return tips;
    }

    private async Task<List<(string Entity, Recorded<T> Event)>> EventsAsync<T>(
        DbConnection connection, string sql, string? entity, CancellationToken cancel)
    {
        await using var command = connection.CreateCommand();
        command.CommandText = sql;

        if (entity is not null)
        {
            var parameter = command.CreateParameter();
            (parameter.ParameterName, parameter.Value) = ("entity", entity);
            command.Parameters.Add(parameter);
        }

        await using var rows = await command.ExecuteReaderAsync(cancel);
        var events = new List<(string, Recorded<T>)>();

        while (await rows.ReadAsync(cancel))
            if (system.Serialization.Deserialize(rows.GetFieldValue<byte[]>(1), rows.GetInt32(2), rows.GetString(3)) is Recorded<T> recorded)
                events.Add((rows.GetString(0), recorded));

        return events;
    }
}
