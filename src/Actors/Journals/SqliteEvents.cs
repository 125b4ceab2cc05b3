using System.Runtime.CompilerServices;
using Akka.Actor;
using Akka.Persistence;
using Akka.Persistence.Query;
using Akka.Persistence.Sql.Query;
using Akka.Streams;
using Akka.Streams.Dsl;
using Riverrun.Actors.Identity;
using Riverrun.Actors.Settings;

namespace Riverrun.Actors.Journals;

/// <summary>Reads a journal in a file, whose only writer is this process, through the plugin's queries.</summary>
internal sealed class SqliteEvents(ActorSystem system, JournalConfig.Sqlite files) : IStoredEvents
{
    private readonly Lazy<SqlReadJournal> _lazyJournal =
        new(() => PersistenceQuery.Get(system).ReadJournalFor<SqlReadJournal>(SqlReadJournal.Identifier));

    private readonly ActorMaterializer _materializer = system.Materializer();

    private readonly Lazy<Task> _lazyMade = new(() =>
    {
        // Which makes them, and which nobody has asked for yet where no entity has started.
        Persistence.Instance.Apply(system);

        return SqliteJournal.UntilMadeAsync(files);
    });

    private SqlReadJournal Journal => _lazyJournal.Value;

    public async Task<IReadOnlyList<RunId>> RunsAsync(CancellationToken cancel)
    {
        await _lazyMade.Value.WaitAsync(cancel);
        var ids = await Journal.CurrentPersistenceIds().RunWith(Sink.Seq<string>(), _materializer).WaitAsync(cancel);

        return
        [
            .. ids.Where(id => id.StartsWith("run/", StringComparison.Ordinal))
                .Select(id => new RunId(id["run/".Length..]))
                .OrderBy(run => run.Name, StringComparer.Ordinal),
        ];
    }

    public async IAsyncEnumerable<StoredEvent> EventsAsync(
        RunId run, long after, bool follow, [EnumeratorCancellation] CancellationToken cancel)
    {
        await _lazyMade.Value.WaitAsync(cancel);
        var from = Offset.Sequence(after);
        var events = follow ? Journal.AllEvents(from) : Journal.CurrentAllEvents(from);

        await foreach (var stored in events.Where(stored => IsOf(run, stored.PersistenceId))
            .RunAsAsyncEnumerable(_materializer).WithCancellation(cancel))
        {
            var sequence = stored.Offset is Sequence at ? at.Value : 0;

            if (sequence > after)
                yield return new StoredEvent(sequence, stored.PersistenceId, stored.Event);
        }
    }

    public async Task<IReadOnlyList<object>> EntityAsync(string persistenceId, CancellationToken cancel)
    {
        await _lazyMade.Value.WaitAsync(cancel);

        return await Journal.CurrentEventsByPersistenceId(persistenceId, 0, long.MaxValue)
            .Select(stored => stored.Event)
            .RunWith(Sink.Seq<object>(), _materializer).WaitAsync(cancel);
    }

    private static bool IsOf(RunId run, string persistenceId) =>
        persistenceId == run.PersistenceId || persistenceId.StartsWith($"branch/{run.Name}/", StringComparison.Ordinal);
}
