using System.Runtime.CompilerServices;
using System.Text.Json.Nodes;
using Akka.Actor;
using Akka.Persistence.Query;
using Akka.Persistence.Sql.Query;
using Akka.Streams;
using Akka.Streams.Dsl;
using Riverrun.Actors.Branches;
using Riverrun.Actors.EventSourcing;
using Riverrun.Actors.Identity;
using Riverrun.Actors.Projections;
using Riverrun.Actors.Runs;
using Riverrun.Actors.Serialization;

namespace Riverrun.Actors.Edge;

/// <summary>Reads what runs and branches have stored.</summary>
internal sealed class RunJournal(ActorSystem system)
{
    private readonly Lazy<SqlReadJournal> _lazyJournal =
        new(() => PersistenceQuery.Get(system).ReadJournalFor<SqlReadJournal>(SqlReadJournal.Identifier));

    private readonly ActorMaterializer _materializer = system.Materializer();

    private SqlReadJournal Journal => _lazyJournal.Value;

    public async Task<IReadOnlyList<RunId>> RunsAsync(CancellationToken cancel)
    {
        var ids = await Journal.CurrentPersistenceIds().RunWith(Sink.Seq<string>(), _materializer).WaitAsync(cancel);

        return
        [
            .. ids.Where(id => id.StartsWith("run/", StringComparison.Ordinal))
                .Select(id => new RunId(id["run/".Length..]))
                .OrderBy(run => run.Name, StringComparer.Ordinal),
        ];
    }

    public async IAsyncEnumerable<EventView> EventsAsync(
        RunId run, long after, bool follow, [EnumeratorCancellation] CancellationToken cancel)
    {
        var from = Offset.Sequence(after);
        var events = follow ? Journal.AllEvents(from) : Journal.CurrentAllEvents(from);

        await foreach (var stored in events.Where(stored => IsOf(run, stored.PersistenceId))
            .RunAsAsyncEnumerable(_materializer).WithCancellation(cancel))
        {
            var sequence = stored.Offset is Sequence at ? at.Value : 0;

            if (sequence > after)
                yield return View(sequence, stored.PersistenceId, stored.Event);
        }
    }

    public async Task<IReadOnlyList<BranchEvent>> BranchAsync(BranchId branch, CancellationToken cancel) =>
    [
        .. await Journal.CurrentEventsByPersistenceId(branch.PersistenceId, 0, long.MaxValue)
            .Select(stored => ((Recorded<BranchEvent>)stored.Event).Event)
            .RunWith(Sink.Seq<BranchEvent>(), _materializer).WaitAsync(cancel),
    ];

    /// <summary>The view with the steps that the journal holds, where no branch is awake to say them.</summary>
    public async Task<RunView> WithStoredStepsAsync(RunId run, RunView view, CancellationToken cancel)
    {
        var branches = new List<BranchView>();

        foreach (var branch in view.Branches)
        {
            var last = (await BranchAsync(new BranchId(run, branch.Name), cancel)).OfType<BranchEvent.StepsTaken>().LastOrDefault();
            branches.Add(last is null ? branch : branch with { Step = last.FirstStep + last.Losses.Count });
        }

        return view with { Branches = branches, SpentSteps = branches.Sum(branch => branch.Step - (branch.ForkStep ?? 0)) };
    }

    public async Task<IReadOnlyList<BranchHistory>> HistoryAsync(RunId run, RunView view, CancellationToken cancel)
    {
        var histories = new List<BranchHistory>();

        foreach (var branch in view.Branches)
            histories.Add(History(branch, await BranchAsync(new BranchId(run, branch.Name), cancel)));

        return histories;
    }

    private static BranchHistory History(BranchView branch, IReadOnlyList<BranchEvent> events)
    {
        var steps = events.OfType<BranchEvent.StepsTaken>().ToList();

        return new BranchHistory(
            branch.Name,
            branch.ForkStep ?? 0,
            [.. steps.SelectMany(slice => slice.Losses)],
            [.. steps.SelectMany(slice => slice.LearningRates)],
            [.. steps.SelectMany(slice => slice.GradientNorms)],
            [.. events.OfType<BranchEvent.Evaluated>().OrderBy(e => e.Step).Select(e => (e.Step, e.Evaluation))]);
    }

    private static bool IsOf(RunId run, string persistenceId) =>
        persistenceId == run.PersistenceId || persistenceId.StartsWith($"branch/{run.Name}/", StringComparison.Ordinal);

    private static EventView View(long sequence, string entity, object stored)
    {
        var (body, at, trace) = stored switch
        {
            Recorded<RunEvent> e => (Protocol.Node(e.Event), e.At, e.TraceParent),
            Recorded<BranchEvent> e => (Protocol.Node(e.Event), e.At, e.TraceParent),
            _ => (new JsonObject { ["type"] = "unknown" }, DateTimeOffset.UnixEpoch, null),
        };

        var type = body["type"]!.GetValue<string>(); // Every member of a family has its wire name.
        body.Remove("type");

        return new EventView(sequence, at, entity, type, body, trace);
    }
}
