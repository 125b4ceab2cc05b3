using System.Net;
using System.Text.Json.Nodes;

namespace Riverrun.Cluster.Tests.Support;

/// <summary>What single coordinators answer.</summary>
public sealed partial class ProcessCluster
{
    /// <summary>All events of a run and its branches.</summary>
    public Task<StoredRun> StoredAsync(string run, CancellationToken cancel) =>
        UntilStoredAsync(run, _ => true, cancel);

    /// <summary>Waits until the journal holds something.</summary>
    public async Task<StoredRun> UntilStoredAsync(string run, Func<StoredRun, bool> holds, CancellationToken cancel)
    {
        Exception? problem = null;

        return await SoonAsync(
            async patience =>
            {
                foreach (var (_, api) in _coordinators)
                    try
                    {
                        var text = await _http.GetStringAsync(new Uri(api, $"/runs/{run}/events"), patience);
                        var lines = text.Split('\n', StringSplitOptions.RemoveEmptyEntries);

                        return new StoredRun(
                            run, [.. lines.Select(line => JsonNode.Parse(line)!.AsObject())]) is var stored && holds(
                            stored)
                            ? stored
                            : null;
                    }
                    catch (Exception away)
                        when (away is HttpRequestException
                            or TaskCanceledException { InnerException: TimeoutException })
                    {
                        problem = away;
                    }

                return null;
            },
            () => problem,
            cancel);
    }

    /// <summary>Waits until a coordinator says that it can do its work.</summary>
    public async Task ReadyAsync(int coordinator, CancellationToken cancel)
    {
        var answer = "";

        await SoonAsync<object>(
            async patience =>
            {
                Assert.False(Coordinators[coordinator].Running.HasExited, Words());

                try
                {
                    using var response =
                        await _http.GetAsync(new Uri(_coordinators[coordinator].Api, "/health/ready"), patience);
                    answer = await response.Content.ReadAsStringAsync(patience);

                    return response.StatusCode == HttpStatusCode.OK ? response : null;
                }
                catch (Exception away)
                    when (away is HttpRequestException or TaskCanceledException { InnerException: TimeoutException })
                {
                    return null; // It is not up yet.
                }
            },
            () => answer,
            cancel);
    }

    /// <summary>Waits until a worker that was started has its device.</summary>
    public static Task ReadyAsync(ClusterProcess worker, CancellationToken cancel) =>
        worker.Running.UntilAsync(running => running.Output.Contains("is ready for", StringComparison.Ordinal), cancel);
}
