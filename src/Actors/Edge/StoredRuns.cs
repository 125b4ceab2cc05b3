using System.Runtime.CompilerServices;
using Microsoft.Data.Sqlite;
using Riverrun.Actors.Branches;
using Riverrun.Actors.EventSourcing;
using Riverrun.Actors.Identity;
using Riverrun.Actors.Journals;
using Riverrun.Actors.Runs;
using Riverrun.Actors.Settings;

namespace Riverrun.Actors.Edge;

/// <summary>
/// The runs of a journal in a file, read as it stands: no actor is started, nothing is written, nobody is kept from
/// writing.
/// </summary>
/// <remarks>It says what <see cref="IRunGateway"/> says in a process that neither trains nor decides.</remarks>
public sealed class StoredRuns : IDisposable
{
    private static readonly Dictionary<string, BranchMilestone.Progressed> NothingLive = [];
    private static readonly Dictionary<string, long> NoTips = [];

    private readonly SqliteReading? _reading;
    private readonly SqliteFile _file;
    private readonly RunJournal _journal;

    private StoredRuns(SqliteReading? reading)
    {
        _reading = reading;
        _file = new SqliteFile(reading?.Connection);
        _journal = new RunJournal(_file);
    }

    /// <summary>Opens a journal; one that does not exist, or has no tables yet, has no runs.</summary>
    /// <exception cref="SqliteException">The file is damaged.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">This process may not read it.</exception>
    public static StoredRuns Open(JournalConfig.Sqlite files)
    {
        if (!File.Exists(files.JournalFile))
            return new StoredRuns(reading: null);

        var reading = SqliteReading.Open(files.JournalFile);

        if (SqliteFile.HasEvents(reading.Connection))
            return new StoredRuns(reading);

        reading.Dispose();

        return new StoredRuns(reading: null);
    }

    /// <summary>The runs, by name.</summary>
    /// <exception cref="IOException">They cannot be read; the message says why.</exception>
    public Task<IReadOnlyList<RunId>> ListAsync(CancellationToken cancel) =>
        ReadAsync(() => _journal.RunsAsync(cancel));

    /// <summary>The runs in one line each, by name.</summary>
    /// <exception cref="IOException">Their events cannot be read; the message says why.</exception>
    public async Task<IReadOnlyList<RunSummary>> SummariesAsync(CancellationToken cancel)
    {
        if (_reading is not { Connection: var connection })
            return [];

        return await ReadAsync(() =>
            new StoredSummaries((bytes, _, family) => _file.Event(bytes, family)).ReadAsync(connection, cancel));
    }

    /// <summary>The run as it stands, or null when there is none of that name.</summary>
    /// <exception cref="IOException">Its events cannot be read; the message says why.</exception>
    public async Task<RunView?> GetAsync(RunId run, CancellationToken cancel)
    {
        var (state, unreadable) = await StateAsync(run, cancel);

        if (state.Spec is null && unreadable is null)
            return null;

        var view = unreadable is null ? ViewOrReason(run, state) : RunViews.Unreadable(run, state, unreadable);

        return await ReadAsync(() => _journal.WithStoredStepsAsync(run, view, cancel));
    }

    /// <summary>The text that the run's spec was read from, or null when there is none of that name.</summary>
    /// <exception cref="IOException">Its events cannot be read; the message says why.</exception>
    /// <exception cref="InvalidOperationException">It cannot be recovered from them, and its spec is not among those
    /// that can be read.</exception>
    public async Task<string?> GetSourceAsync(RunId run, CancellationToken cancel) =>
        await StateAsync(run, cancel) is var (state, unreadable) && state.Spec is null
            ? unreadable is null ? null : throw new InvalidOperationException(unreadable)
            : state.Source;

    /// <summary>A run's stored events and its branches', oldest first.</summary>
    /// <param name="run">The run.</param>
    /// <param name="after">Only events with a greater <see cref="EventView.Sequence"/>; 0 for all.</param>
    /// <param name="follow">Whether to go on with what another process stores, until cancelled.</param>
    /// <param name="cancel">Ends the stream.</param>
    /// <exception cref="IOException">They cannot be read; the message says why.</exception>
    public async IAsyncEnumerable<EventView> EventsAsync(
        RunId run, long after, bool follow, [EnumeratorCancellation] CancellationToken cancel)
    {
        await using var events = _journal.EventsAsync(run, after, follow, cancel).GetAsyncEnumerator(cancel);

        while (await ReadAsync(() => events.MoveNextAsync().AsTask()))
            yield return events.Current;
    }

    /// <summary>Every step of a run, or null when there is none of that name.</summary>
    /// <exception cref="IOException">Its events cannot be read; the message says why.</exception>
    /// <exception cref="InvalidOperationException">It cannot be recovered from its events.</exception>
    public async Task<RunHistory?> HistoryAsync(RunId run, CancellationToken cancel) =>
        await GetAsync(run, cancel) switch
        {
            null => null,
            { Status: RunView.Unreadable } view => throw new InvalidOperationException(view.Failure),
            var view => new RunHistory(view, await ReadAsync(() => _journal.HistoryAsync(run, view, cancel))),
        };

    /// <inheritdoc/>
    public void Dispose() => _reading?.Dispose();

    /// <summary>The fold of a run's events, as far as they can be followed, and why the rest cannot be.</summary>
    private async Task<(RunState State, string? Unreadable)> StateAsync(RunId run, CancellationToken cancel)
    {
        var state = RunState.Empty;
        var events = await ReadAsync(() => _file.EntityAsync(run.PersistenceId, cancel));

        try
        {
            foreach (var recorded in Undecoded.RefusedIn<RunEvent>(run.PersistenceId, events))
                state = state.Apply(recorded.Event);

            return (state, null);
        }
        catch (Exception defect)
        {
            return (state, WorldBroken.Unreadable(run.PersistenceId, defect).Reason);
        }
    }

    private static RunView ViewOrReason(RunId run, RunState state)
    {
        try
        {
            return RunViews.Of(state, NothingLive, NoTips);
        }
        catch (Exception defect)
        {
            return RunViews.Unreadable(run, state, WorldBroken.Unreadable(run.PersistenceId, defect).Reason);
        }
    }

    private static async Task<T> ReadAsync<T>(Func<Task<T>> read)
    {
        try
        {
            return await read();
        }
        catch (SqliteException cause)
            when (cause.SqliteErrorCode is SQLitePCL.raw.SQLITE_CORRUPT or SQLitePCL.raw.SQLITE_NOTADB)
        {
            throw new IOException(
                $"The journal is damaged ({cause.Message.TrimEnd('.')}); put a copy in its place, or name another "
                    + "--home; nothing was changed.",
                cause);
        }
        catch (SqliteException cause)
        {
            throw new IOException($"The journal could not be read: {cause.Message}", cause);
        }
    }
}
