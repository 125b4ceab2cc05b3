using System.Net;
using System.Text.Json.Nodes;

namespace Riverrun.Cluster.Tests.Support;

/// <summary>What single coordinators answer.</summary>
public sealed partial class ProcessCluster
{
    /// <summary>All events of a run and its branches.</summary>
    public async Task<StoredRun> StoredAsync(string run, CancellationToken cancel)
    {
        while (true)
        {
            foreach (var (_, api) in _coordinators)
                try
                {
                    var text = await _http.GetStringAsync(new Uri(api, $"/runs/{run}/events"), cancel);

                    return new StoredRun(run, [.. text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonNode.Parse(line)!.AsObject())]);
                }
                catch (Exception away) when (away is HttpRequestException or TaskCanceledException { InnerException: TimeoutException })
                {
                    await Task.Delay(200, cancel);
                }
        }
    }

    /// <summary>Waits until the journal holds something.</summary>
    public async Task<StoredRun> UntilStoredAsync(string run, Func<StoredRun, bool> holds, CancellationToken cancel)
    {
        while (true)
        {
            if (await StoredAsync(run, cancel) is { } stored && holds(stored))
                return stored;

            await Task.Delay(500, cancel);
        }
    }

    /// <summary>Waits until a coordinator says that it can do its work.</summary>
    public async Task ReadyAsync(int coordinator, CancellationToken cancel)
    {
        while (true)
        {
            try
            {
                using var response = await _http.GetAsync(new Uri(_coordinators[coordinator].Api, "/health/ready"), cancel);

                if (response.StatusCode == HttpStatusCode.OK)
                    return;
            }
            catch (HttpRequestException)
            {
                // It is not up yet.
            }

            Assert.False(Coordinators[coordinator].Running.HasExited, Words());
            await Task.Delay(100, cancel);
        }
    }

    /// <summary>Waits until a worker that was started has its device.</summary>
    public static Task ReadyAsync(ClusterProcess worker, CancellationToken cancel) =>
        worker.Running.UntilAsync(running => running.Output.Contains("is ready for", StringComparison.Ordinal), cancel);

    /// <summary>Asks one coordinator for the events of a run as someone does who does not mind an answer that breaks off.</summary>
    public async Task AskForEventsAsync(int coordinator, string run, CancellationToken cancel)
    {
        try
        {
            using var response = await _http.GetAsync(new Uri(_coordinators[coordinator].Api, $"/runs/{run}/events"), cancel);
        }
        catch (HttpRequestException)
        {
            // It cannot read them.
        }
    }
}
