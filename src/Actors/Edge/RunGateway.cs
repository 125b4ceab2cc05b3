using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using Akka.Actor;
using Akka.Hosting;
using Riverrun.Actors.Branches;
using Riverrun.Actors.Checkpoints;
using Riverrun.Actors.EventSourcing;
using Riverrun.Actors.Identity;
using Riverrun.Actors.Journals;
using Riverrun.Actors.Placement;
using Riverrun.Actors.Runs;
using Riverrun.Actors.Settings;
using Riverrun.Actors.Telemetry;
using Riverrun.Models.Checkpoints;
using Riverrun.Models.Plans;

namespace Riverrun.Actors.Edge;

/// <inheritdoc cref="IRunGateway"/>
internal sealed partial class RunGateway(
    ActorSystem system,
    IRequiredActor<RunActor> runs,
    IRequiredActor<PlacementActor> placement,
    IRequiredActor<CheckpointCatalogActor> catalog,
    ICheckpointStore store,
    RunVerifier verifier,
    FatalSignal fatal,
    RuntimeSettings settings) : IRunGateway
{
    private static readonly TimeSpan AnswerWithin = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan PlacesWithin = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan CollectedWithin = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan AskAgainAfter = TimeSpan.FromSeconds(2);

    private readonly RunJournal _journal = RunJournal.Of(system, settings.Journal);
    private readonly JournalSummaries _summaries = new(system, settings.Journal);
    private readonly ConcurrentDictionary<RunId, bool> _known = [];

    public Task<Reply> SendAsync(RunId run, RunCommand command, string commandId, CancellationToken cancel) =>
        AskRun<Reply>(run, new TracedEnvelope(command, commandId, RuntimeTelemetry.CurrentTraceParent), cancel);

    public async Task<RunView?> GetAsync(RunId run, CancellationToken cancel)
    {
        var view = await QueryAsync<RunView>(run, new RunQuery.GetView(), cancel);

        return view is null ? null
            : settings.Decides ? await WithPlacesAsync(view, cancel)
            : await UnlessBroken(() => _journal.WithStoredStepsAsync(run, view, cancel));
    }

    /// <summary>
    /// The view with the places of those that wait; without them while the placement changes coordinators.
    /// </summary>
    private async Task<RunView> WithPlacesAsync(RunView view, CancellationToken cancel)
    {
        if (view.Status != "running" || view.Branches.All(branch => branch.Status != "waiting"))
            return view;

        try
        {
            var waiting = view.Branches
                .Where(branch => branch.Status == "waiting")
                .Select(branch => $"{view.Name}/{branch.Name}");
            var answer = await placement.ActorRef.Ask<PlaceList>(new GetPlaces([.. waiting]), PlacesWithin, cancel);

            return view with
            {
                Branches =
                [
                    .. view.Branches.Select(branch => branch with
                    {
                        Waiting = answer.Places.GetValueOrDefault($"{view.Name}/{branch.Name}"),
                    }),
                ],
            };
        }
        catch (AskTimeoutException)
        {
            return view;
        }
    }

    public async Task<(RunSpec Spec, string Source)?> GetSpecAsync(RunId run, CancellationToken cancel) =>
        await AnswerAsync<RunEvent.Started>(run, new RunQuery.GetSpec(), cancel) switch
        {
            { Unreadable: { } reason } => throw new UnreadableException(reason),
            { Value: { } started } => (started.Spec, started.Source),
            _ => null,
        };

    public Task<IReadOnlyList<RunId>> ListAsync(CancellationToken cancel) =>
        UnlessBroken(() => _journal.RunsAsync(cancel));

    public Task<IReadOnlyList<RunSummary>> SummariesAsync(CancellationToken cancel) => UnlessBroken(async () =>
    {
        await _journal.RunsAsync(cancel); // Waits until the table is made.

        return await _summaries.ReadAsync(cancel);
    });

    public async IAsyncEnumerable<EventView> EventsAsync(
        RunId run, long after, bool follow, [EnumeratorCancellation] CancellationToken cancel)
    {
        await using var events = _journal.EventsAsync(run, after, follow, cancel).GetAsyncEnumerator(cancel);

        while (await UnlessBroken(() => events.MoveNextAsync().AsTask()))
            yield return events.Current;
    }

    public async Task<RunHistory?> HistoryAsync(RunId run, CancellationToken cancel) =>
        await GetAsync(run, cancel) is { } view
            ? view.Status == RunView.Unreadable
            ? throw new InvalidOperationException(view.Failure)
            : new RunHistory(view, await UnlessBroken(() => _journal.HistoryAsync(run, view, cancel)))
            : null;

    public async Task<VerifyReport> VerifyAsync(RunId run, CancellationToken cancel)
    {
        var answer = await AnswerAsync<RunState>(run, new RunQuery.GetState(), cancel);

        if (answer?.Unreadable is { } reason)
            return new VerifyReport([new VerifyCheck("journal", false, reason)]);

        var state = answer?.Value
            ?? throw new InvalidOperationException($"There is no run {run}; riverrun ls lists the runs of this home.");

        var branches = new Dictionary<string, IReadOnlyList<BranchEvent>>();

        try
        {
            foreach (var branch in state.Branches)
                branches[branch.Name] =
                    await UnlessBroken(() => _journal.BranchAsync(new BranchId(run, branch.Name), cancel));
        }
        catch (UnreadableException unreadable)
        {
            return new VerifyReport([new VerifyCheck("journal", false, unreadable.Message)]);
        }

        return await verifier.VerifyAsync(state, branches, await IsTrainingAsync(cancel), cancel);
    }

    public async Task<CollectionReport> CollectAsync(bool dryRun, CancellationToken cancel)
    {
        var stored = await store.ListAsync(cancel);
        var all = await ListAsync(cancel);
        var there = stored.Select(blob => blob.Digest).ToHashSet();
        var (unheard, resumed) = (new HashSet<CheckpointDigest>(), new HashSet<CheckpointDigest>());

        foreach (var run in all)
            await foreach (var (branch, events) in BranchesAsync(run, cancel))
            {
                unheard.UnionWith(Unheard(branch, events));

                if (CheckpointCatalog.ResumedAt(events, there) is { } digest)
                    resumed.Add(digest);
            }

        var isTraining = await IsTrainingAsync(cancel);
        var reports = new List<CollectionReport>();

        foreach (var batch in stored.Select(blob => blob.Digest).Chunk(CheckpointCatalogActor.MostBlobs))
        {
            var collect = new CheckpointCatalogActor.Collect(
                [.. all.Select(run => run.Name)], [.. batch.Where(unheard.Contains)], dryRun, isTraining, batch,
                [.. batch.Where(resumed.Contains)]);

            reports.Add(await UnlessBroken(
                () => catalog.ActorRef.Ask<CollectionReport>(collect, CollectedWithin, cancel)));
        }

        return new CollectionReport(
            [.. reports.SelectMany(report => report.Kept)], [.. reports.SelectMany(report => report.Deleted)], dryRun);
    }

    /// <summary>The branches of a run, each as the run knows it, with all that has happened to it.</summary>
    private async IAsyncEnumerable<(OpenedBranch Branch, IReadOnlyList<BranchEvent> Events)> BranchesAsync(
        RunId run, [EnumeratorCancellation] CancellationToken cancel)
    {
        var answer = await AnswerAsync<RunState>(run, new RunQuery.GetState(), cancel);

        if (answer?.Unreadable is { } reason)
            throw new InvalidOperationException(CheckpointCatalog.NothingIsDeleted(reason));

        foreach (var branch in answer?.Value?.Branches ?? [])
            yield return (branch, await UnlessBroken(() => BranchAsync(new BranchId(run, branch.Name), cancel)));
    }

    private async Task<IReadOnlyList<BranchEvent>> BranchAsync(BranchId branch, CancellationToken cancel)
    {
        try
        {
            return await _journal.BranchAsync(branch, cancel);
        }
        catch (UnreadableException unreadable)
        {
            throw new InvalidOperationException(CheckpointCatalog.NothingIsDeleted(unreadable.Message));
        }
    }

    /// <summary>
    /// Checkpoints that a branch has stored and that its run, killed too early, has yet to be told of.
    /// </summary>
    private static IEnumerable<CheckpointDigest> Unheard(OpenedBranch branch, IReadOnlyList<BranchEvent> events)
    {
        var noted = branch.Checkpoints.Select(kept => kept.Digest).ToHashSet();

        return events
            .OfType<BranchEvent.CheckpointSaved>()
            .Where(e => !noted.Contains(e.Digest) && !branch.Forgotten.Contains(e.Step))
            .Select(e => e.Digest);
    }

    public async Task<IReadOnlyList<DeviceView>> DevicesAsync(CancellationToken cancel) =>
        (await placement.ActorRef.Ask<DeviceList>(new GetDevices(), AnswerWithin, cancel)).Devices;

    private async Task<bool> IsTrainingAsync(CancellationToken cancel) =>
        (await DevicesAsync(cancel)).Any(device => device.Branch is not null);

    private async Task<T?> QueryAsync<T>(RunId run, RunQuery query, CancellationToken cancel)
        where T : class =>
        (await AnswerAsync<T>(run, query, cancel))?.Value;

    private async Task<RunQuery.Answer<T>?> AnswerAsync<T>(RunId run, RunQuery query, CancellationToken cancel)
        where T : class =>
        await IsKnownAsync(run, cancel)
            ? await AskRun<RunQuery.Answer<T>>(run, query with { KnowsUnreadable = true }, cancel) : null;

    /// <summary>
    /// A coordinator remembers every entity that it wakes, so a name that somebody made up wakes none: the journal
    /// knows which runs there are, and none of them ever ceases to be.
    /// </summary>
    private async Task<bool> IsKnownAsync(RunId run, CancellationToken cancel)
    {
        if (settings.Role != NodeRole.Coordinator || _known.ContainsKey(run))
            return true;

        foreach (var known in await ListAsync(cancel))
            _known[known] = true;

        return _known.ContainsKey(run);
    }
}
