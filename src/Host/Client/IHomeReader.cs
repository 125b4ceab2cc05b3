using System.Text.Json.Nodes;
using Riverrun.Actors.Edge;
using Riverrun.Actors.Runs;
using Riverrun.Host.Api;

namespace Riverrun.Host.Client;

/// <summary>What can be read of a home or of a cluster, and changes nothing there.</summary>
internal interface IHomeReader : IDisposable
{
    /// <summary>The names of the runs.</summary>
    Task<IReadOnlyList<string>> RunsAsync(CancellationToken cancel);

    /// <summary>The runs in one line each.</summary>
    /// <exception cref="RefusedException">The server is of a build that knows their names only.</exception>
    Task<IReadOnlyList<RunSummary>> SummariesAsync(CancellationToken cancel);

    /// <summary>The run as it stands.</summary>
    /// <exception cref="RefusedException">There is none of that name.</exception>
    Task<RunView> RunAsync(string run, CancellationToken cancel);

    /// <summary>The resolved spec of a run, as HOCON text.</summary>
    /// <exception cref="RefusedException">There is none of that name.</exception>
    Task<string> SpecAsync(string run, CancellationToken cancel);

    /// <summary>Every step of a run.</summary>
    /// <exception cref="RefusedException">There is none of that name.</exception>
    Task<RunHistory> HistoryAsync(string run, CancellationToken cancel);

    /// <summary>A run's events as JSON objects, oldest first.</summary>
    /// <param name="run">Its name.</param>
    /// <param name="after">Only events with a greater sequence.</param>
    /// <param name="follow">Whether to stay for those to come.</param>
    /// <param name="cancel">Ends the stream.</param>
    /// <param name="query">Which are wanted; null for all.</param>
    /// <exception cref="RefusedException">There is no such run, or no such event can be.</exception>
    IAsyncEnumerable<JsonObject> EventsAsync(
        string run, long after, bool follow, CancellationToken cancel, EventQuery? query = null);
}
