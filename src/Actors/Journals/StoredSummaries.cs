using System.Data.Common;
using Riverrun.Actors.Branches;
using Riverrun.Actors.EventSourcing;
using Riverrun.Actors.Identity;
using Riverrun.Actors.Runs;

namespace Riverrun.Actors.Journals;

/// <summary>
/// Summaries of all runs, from their events alone: no run is woken, so a thousand that sleep go on sleeping. The events
/// of the runs themselves are few and read in one go; of the branches that have yet to end, the newest say how far they
/// are.
/// </summary>
/// <param name="decode">Makes an event of its bytes, the number of its serializer and the name of its family.</param>
internal sealed class StoredSummaries(Func<byte[], int, string, object> decode)
{
    private const string RunsSql =
        """
        SELECT persistence_id, message, identifier, manifest, sequence_number FROM journal
        WHERE persistence_id >= 'run/' AND persistence_id < 'run0' ORDER BY persistence_id, sequence_number
        """;

    private const string NewestSql =
        """
        SELECT persistence_id, message, identifier, manifest, sequence_number FROM journal
        WHERE persistence_id = @entity AND sequence_number < @before ORDER BY sequence_number DESC LIMIT 16
        """;

    /// <summary>Runs by name, one each; one that cannot be read is listed with its reason.</summary>
    /// <param name="connection">To the journal, open.</param>
    /// <param name="cancel">Ends the reading.</param>
    /// <exception cref="DbException">The journal cannot be read.</exception>
    public async Task<IReadOnlyList<RunSummary>> ReadAsync(DbConnection connection, CancellationToken cancel)
    {
        var summaries = new List<RunSummary>();

        foreach (var run in (await EventsAsync(connection, RunsSql, cancel)).GroupBy(stored => stored.Entity))
        {
            var id = new RunId(run.Key["run/".Length..]);
            var (state, summary) = RunSummaries.Of(id, [.. run.Select(stored => stored.Event)], run.Last().Number);
            summaries.Add(
                RunSummaries.WithTips(state, summary, await TipsAsync(connection, id, state, summary, cancel)));
        }

        return summaries;
    }

    /// <summary>
    /// How far the branches are that have yet to end; of a run that is over, and of one that cannot be read, none is
    /// asked.
    /// </summary>
    private async Task<Dictionary<string, (long Step, DateTimeOffset At)>> TipsAsync(
        DbConnection connection, RunId run, RunState state, RunSummary summary, CancellationToken cancel)
    {
        var tips = new Dictionary<string, (long, DateTimeOffset)>(StringComparer.Ordinal);

        if (summary.Status is "completed" or RunView.Unreadable)
            return tips;

        foreach (var branch in state.Branches.Where(branch => branch.CompletedAt is null))
            if (await NewestSliceAsync(
                connection, new BranchId(run, branch.Name), cancel) is { Event: BranchEvent.StepsTaken slice } newest)
                tips[branch.Name] = (slice.FirstStep + slice.Losses.Count, newest.At);

        return tips;
    }

    private async Task<Recorded<BranchEvent>?> NewestSliceAsync(
        DbConnection connection, BranchId branch, CancellationToken cancel)
    {
        for (var before = long.MaxValue; ;)
        {
            var page = await EventsAsync(
                connection, NewestSql, cancel, ("entity", branch.PersistenceId), ("before", before));
            var newest = page.Select(stored => stored.Event).OfType<Recorded<BranchEvent>>()
                .FirstOrDefault(recorded => recorded.Event is BranchEvent.StepsTaken);

            if (newest is not null || page.Count == 0)
                return newest;

            before = page[^1].Number;
        }
    }

    private async Task<List<(string Entity, object Event, long Number)>> EventsAsync(
        DbConnection connection, string sql, CancellationToken cancel, params (string Name, object Value)[] values)
    {
        await using var command = connection.CreateCommand();
        command.CommandText = sql;

        foreach (var (name, value) in values)
        {
            var parameter = command.CreateParameter();
            (parameter.ParameterName, parameter.Value) = (name, value);
            command.Parameters.Add(parameter);
        }

        await using var rows = await command.ExecuteReaderAsync(cancel);
        var events = new List<(string, object, long)>();

        while (await rows.ReadAsync(cancel))
            events.Add((
                rows.GetString(0),
                decode(rows.GetFieldValue<byte[]>(1), rows.GetInt32(2), rows.GetString(3)),
                rows.GetInt64(4)));

        return events;
    }
}
