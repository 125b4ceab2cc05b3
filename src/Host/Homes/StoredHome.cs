using System.Runtime.CompilerServices;
using System.Text.Json.Nodes;
using Riverrun.Actors.Edge;
using Riverrun.Actors.Identity;
using Riverrun.Actors.Runs;
using Riverrun.Host.Api;
using Riverrun.Host.Client;
using Riverrun.Host.Web;

namespace Riverrun.Host.Homes;

/// <summary>
/// A home that belongs to nobody, read from its journal: says what the API would, and refuses with the same sentences.
/// </summary>
/// <param name="runs">Its runs; disposed with this.</param>
/// <param name="time">The clock.</param>
internal sealed class StoredHome(StoredRuns runs, TimeProvider time) : IHomeReader
{
    /// <inheritdoc/>
    public async Task<IReadOnlyList<string>> RunsAsync(CancellationToken cancel) =>
        [.. (await runs.ListAsync(cancel)).Select(run => run.Name)];

    /// <inheritdoc/>
    public Task<IReadOnlyList<RunSummary>> SummariesAsync(CancellationToken cancel) => runs.SummariesAsync(cancel);

    /// <inheritdoc/>
    public async Task<RunView> RunAsync(string run, CancellationToken cancel) =>
        await runs.GetAsync(new RunId(run), cancel) ?? throw Refusals.NoRunHere(run);

    /// <inheritdoc/>
    public Task<string> SpecAsync(string run, CancellationToken cancel) =>
        UnlessUnreadable(
            async () => await runs.GetSourceAsync(new RunId(run), cancel) ?? throw Refusals.NoRunHere(run));

    /// <inheritdoc/>
    public Task<RunHistory> HistoryAsync(string run, CancellationToken cancel) =>
        UnlessUnreadable(async () => await runs.HistoryAsync(new RunId(run), cancel) ?? throw Refusals.NoRunHere(run));

    /// <inheritdoc/>
    public async IAsyncEnumerable<JsonObject> EventsAsync(
        string run, long after, bool follow, [EnumeratorCancellation] CancellationToken cancel,
        EventQuery? query = null)
    {
        var id = new RunId(run);
        var selection = await SelectAsync(run, after, query ?? EventQuery.All, cancel);

        await foreach (var stored in selection.FromAsync(
            (start, stays) => runs.EventsAsync(id, start, stays, cancel), after, follow, cancel))
        {
            // As it is read from the API.
            var line = EventsResource.Line(stored).ToJsonString(RelaxedJson.Options);

            yield return JsonNode.Parse(line)!.AsObject();
        }
    }

    /// <inheritdoc/>
    public void Dispose() => runs.Dispose();

    private async Task<EventSelection> SelectAsync(string run, long after, EventQuery query, CancellationToken cancel)
    {
        if (after < 0)
            throw new RefusedException(400, Refusals.WrongAfter(after));

        var filter = EventFilter.Parse(query.Types, query.Branch, query.Since, time.GetUtcNow());
        var selection = new EventSelection(filter, query.Limit, query.Last);

        if (selection.Problem is { } problem)
            throw new RefusedException(400, problem);

        var view = await RunAsync(run, cancel);

        return query.Branch is not { } branch || view.Branches.Any(known => known.Name == branch)
            ? selection
            : throw new RefusedException(404, BranchesResource.NoBranchHere(view, branch));
    }

    private static async Task<T> UnlessUnreadable<T>(Func<Task<T>> read)
    {
        try
        {
            return await read();
        }
        catch (InvalidOperationException unreadable)
        {
            throw new RefusedException(409, unreadable.Message);
        }
    }
}
