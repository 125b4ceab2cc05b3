using System.Net.Http.Headers;
using System.Runtime.CompilerServices;
using System.Text.Json.Nodes;
using Riverrun.Host.Api;

namespace Riverrun.Host.Client;

/// <summary>Reads a run's events as a server sends them.</summary>
/// <param name="http">Speaks to the server.</param>
/// <param name="path">The events' path.</param>
/// <param name="follow">Whether to stay for those to come.</param>
/// <param name="servers">The coordinators of the cluster, or null for the process that a home belongs to.</param>
/// <param name="query">Which events are wanted.</param>
/// <remarks>
/// Who follows a coordinator goes on where the stream broke off, and so does everybody where there is another
/// coordinator.
/// </remarks>
internal sealed class EventReader(
    HttpClient http, string path, bool follow, IReadOnlyList<ServerAddress>? servers, EventQuery query)
{
    private const string Data = "data: ";
    private const int MostBreaks = 3;
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(500);

    /// <summary>A coordinator that has not even sent a heartbeat for so long has stopped, or is cut off.</summary>
    private static readonly TimeSpan SilentFor = 3 * EventStream.Heartbeat;

    /// <summary>How often the stream has broken off since the last event.</summary>
    private int _breaks;

    /// <summary>The events after one, oldest first, each once.</summary>
    public async IAsyncEnumerable<JsonObject> ReadAsync(long after, [EnumeratorCancellation] CancellationToken cancel)
    {
        var last = after;
        var taken = 0;

        for (var isFirst = true; isFirst || (Resumes && taken != query.Limit); isFirst = false)
        {
            var breaks = _breaks;
            using var response = isFirst
                ? await OpenAsync(last, isFirst, cancel) : await ReopenAsync(last, isFirst: taken == 0, cancel);
            using var reader = new StreamReader(await response.Content.ReadAsStreamAsync(cancel));

            while (await ReadLineAsync(reader, cancel) is { } line)
                if (line.StartsWith(Data, StringComparison.Ordinal)
                    && JsonNode.Parse(line[Data.Length..]) is JsonObject stored)
                {
                    last = stored["sequence"]?.GetValue<long>() ?? last;
                    _breaks = breaks = 0;

                    yield return stored;

                    if (++taken == query.Limit)
                        yield break;
                }

            if (!follow && _breaks == breaks) // It ended; it did not break off.
                yield break;
        }
    }

    private bool Resumes => servers is not null && (follow || servers.Count > 1);

    private async Task<HttpResponseMessage> ReopenAsync(long last, bool isFirst, CancellationToken cancel)
    {
        await Task.Delay(Pause, TimeProvider.System, cancel);

        return await Patience.AskAsync(() => OpenAsync(last, isFirst, cancel), TimeProvider.System, cancel);
    }

    private async Task<HttpResponseMessage> OpenAsync(long after, bool isFirst, CancellationToken cancel)
    {
        using var request =
            new HttpRequestMessage(
                HttpMethod.Get, $"{path}?after={after}&follow={(follow ? "true" : "false")}{query.Members(isFirst)}")
            {
                Headers = { Accept = { new MediaTypeWithQualityHeaderValue(EventStream.ServerSent) } },
            };
        var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancel);

        try
        {
            await RefusedException.ThrowIfRefusedAsync(response, cancel);

            return response;
        }
        catch
        {
            response.Dispose();
            throw;
        }
    }

    /// <summary>The next line; null at the end, or where the stream broke off and is resumed.</summary>
    private async Task<string?> ReadLineAsync(StreamReader reader, CancellationToken cancel)
    {
        if (servers is null)
            return await reader.ReadLineAsync(cancel);

        using var silent = new CancellationTokenSource(SilentFor, TimeProvider.System);
        using var ends = CancellationTokenSource.CreateLinkedTokenSource(cancel, silent.Token);

        try
        {
            return await reader.ReadLineAsync(ends.Token);
        }
        catch (Exception cause)
            when (cause is IOException || (!cancel.IsCancellationRequested && silent.IsCancellationRequested))
        {
            return Resumes && (++_breaks < MostBreaks || follow) ? null : throw ServerFailures.Lost(servers, cause);
        }
    }
}
