using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Text.Json.Nodes;
using Akka.Actor;
using Riverrun.Actors.Branches;
using Riverrun.Actors.EventSourcing;
using Riverrun.Actors.Identity;
using Riverrun.Actors.Journals;
using Riverrun.Actors.Runs;
using Riverrun.Actors.Serialization;
using Riverrun.Actors.Settings;

namespace Riverrun.Actors.Edge;

/// <summary>Reads what runs and branches have stored.</summary>
internal sealed class RunJournal(IStoredEvents events)
{
    public static RunJournal Of(ActorSystem system, JournalConfig config) => new(config switch
    {
        JournalConfig.Sqlite files => new SqliteEvents(system, files),
        JournalConfig.PostgreSql database => new PostgreSqlEvents(system, database.ConnectionString),
        _ => throw new UnreachableException($"Journal {config.GetType().Name} has no reader."),
    });

    public Task<IReadOnlyList<RunId>> RunsAsync(CancellationToken cancel) => events.RunsAsync(cancel);

    public async IAsyncEnumerable<EventView> EventsAsync(
        RunId run, long after, bool follow, [EnumeratorCancellation] CancellationToken cancel)
    {
        await foreach (var stored in events.EventsAsync(run, after, follow, cancel))
            yield return View(stored.Sequence, stored.PersistenceId, stored.Event);
    }

    public async Task<IReadOnlyList<BranchEvent>> BranchAsync(BranchId branch, CancellationToken cancel) =>
        [.. (await RecordedAsync(branch, cancel)).Select(stored => stored.Event)];

    /// <summary>The view with the steps that the journal holds, where no branch is awake to say them.</summary>
    public async Task<RunView> WithStoredStepsAsync(RunId run, RunView view, CancellationToken cancel)
    {
        var branches = new List<BranchView>();

        foreach (var branch in view.Branches)
        {
            branches.Add(await WithStoredStepAsync(run, branch, cancel));
        }

        var own = branches.ToDictionary(branch => branch.Name, branch => branch.Step - (branch.ForkStep ?? 0));

        return view with
        {
            Branches = branches,
            // A removed fork's stay.
            SpentSteps = view.SpentSteps
                + own.Values.Sum() - view.Branches.Sum(branch => branch.Step - (branch.ForkStep ?? 0)),
            Rivers = view.Rivers?.Select(
                river => river with { SpentSteps = river.Branches.Sum(name => own.GetValueOrDefault(name)) }).ToList(),
        };
    }

    /// <summary>
    /// The branch with its last stored step; one that cannot be recovered has failed, as it will say of itself.
    /// </summary>
    private async Task<BranchView> WithStoredStepAsync(RunId run, BranchView branch, CancellationToken cancel)
    {
        try
        {
            var last = (await BranchAsync(new BranchId(run, branch.Name), cancel)).OfType<BranchEvent.StepsTaken>()
                .LastOrDefault();

            return last is null ? branch : branch with { Step = last.FirstStep + last.Losses.Count };
        }
        catch (UnreadableException unreadable)
        {
            return branch with
            {
                Status = branch.Status == "completed" ? branch.Status : "failed",
                Failure = unreadable.Message
            };
        }
    }

    public async Task<IReadOnlyList<BranchHistory>> HistoryAsync(RunId run, RunView view, CancellationToken cancel)
    {
        var histories = new List<BranchHistory>();

        foreach (var branch in view.Branches)
            histories.Add(BranchHistories.Of(branch, await RecordedAsync(new BranchId(run, branch.Name), cancel)));

        return histories;
    }

    private async Task<IReadOnlyList<Recorded<BranchEvent>>> RecordedAsync(BranchId branch, CancellationToken cancel) =>
        [.. Undecoded.RefusedIn<BranchEvent>(
            branch.PersistenceId, await events.EntityAsync(branch.PersistenceId, cancel))];

    private static EventView View(long sequence, string entity, object stored)
    {
        var (body, at, trace) = stored switch
        {
            Recorded<RunEvent> e => (Protocol.Node(e.Event), e.At, e.TraceParent),
            Recorded<BranchEvent> e => (Protocol.Node(e.Event), e.At, e.TraceParent),
            Undecoded e =>
                (new JsonObject { ["type"] = "unreadable", ["reason"] = e.Newer ?? $"Its bytes are no {e.Family}." },
                    DateTimeOffset.UnixEpoch, null),
            _ => (new JsonObject { ["type"] = "unknown" }, DateTimeOffset.UnixEpoch, null),
        };

        var type = body["type"]!.GetValue<string>(); // Every member of a family has its wire name.
        body.Remove("type");

        return new EventView(sequence, at, entity, type, body, trace);
    }
}
