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

    /// <summary>
    /// What is found in time; else the test fails and tells what was so, and what every process has written.
    /// </summary>
    private async Task<T> SoonAsync<T>(
        Func<CancellationToken, Task<T?>> look, Func<object?> last, CancellationToken cancel, TimeSpan? atMost = null)
        where T : class
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        patience.CancelAfter(atMost ?? Patience);

        try
        {
            while (true)
            {
                if (await look(patience.Token) is { } found)
                    return found;

                await Task.Delay(100, patience.Token);
            }
        }
        catch (OperationCanceledException)
        {
            throw new TimeoutException($"It did not come to be.\n{last()}\n{Words()}");
        }
    }

    /// <summary>
    /// The first answer that a coordinator gives, or null when none does. Who answered last is asked first: it is
    /// hardly the one that is cut off.
    /// </summary>
    private async Task<JsonObject?> AskAsync(Func<Uri, Task<JsonObject?>> ask)
    {
        foreach (var api in _coordinators.Select(coordinator => coordinator.Api).OrderBy(api => api != _answered))
            try
            {
                if (await ask(api) is { } answer)
                {
                    _answered = api;

                    return answer;
                }
            }
            catch (Exception away)
                when (away is HttpRequestException or IOException
                    or TaskCanceledException { InnerException: TimeoutException })
            {
                // The next one may answer.
            }

        return null;
    }

    private async Task<JsonObject?> SendAsync(
        HttpMethod method, Uri at, HttpContent? content, string? id, CancellationToken cancel)
    {
        using var request = new HttpRequestMessage(method, at) { Content = content };

        if (id is not null)
            request.Headers.Add("Idempotency-Key", id);

        using var response = await _http.SendAsync(request, cancel);

        if ((int)response.StatusCode is >= 500 or 404)
            return null;

        var text = await response.Content.ReadAsStringAsync(cancel);
        Assert.True(response.IsSuccessStatusCode, $"{method} {at}: {text}");

        return JsonNode.Parse(text) switch
        {
            JsonObject node => node,
            JsonArray items => new JsonObject { ["items"] = items },
            _ => null,
        };
    }
}
