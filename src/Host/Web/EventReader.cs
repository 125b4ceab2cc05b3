using System.Net.Http.Headers;
using System.Runtime.CompilerServices;
using System.Text.Json.Nodes;

namespace Riverrun.Host.Web;

/// <summary>Reads a run's events as a server sends them.</summary>
/// <param name="http">Speaks to the server.</param>
/// <param name="path">The events' path.</param>
/// <param name="follow">Whether to stay for those to come.</param>
/// <param name="server">The coordinator it is, or null for the process that a home belongs to.</param>
/// <param name="query">Which events are wanted.</param>
/// <remarks>Who follows a coordinator goes on where the stream broke off.</remarks>
internal sealed class EventReader(HttpClient http, string path, bool follow, ServerAddress? server, EventQuery query)
{
    private const string Data = "data: ";
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(500);

    /// <summary>The events after one, oldest first, each once.</summary>
    public async IAsyncEnumerable<JsonObject> ReadAsync(long after, [EnumeratorCancellation] CancellationToken cancel)
    {
        var last = after;
        var resumes = follow && server is not null;
        var taken = 0;

        for (var isFirst = true; isFirst || (resumes && taken != query.Limit); isFirst = false)
        {
            using var response = isFirst ? await OpenAsync(last, isFirst, cancel) : await ReopenAsync(last, cancel);
            using var reader = new StreamReader(await response.Content.ReadAsStreamAsync(cancel));

            while (await ReadLineAsync(reader, cancel) is { } line)
                if (line.StartsWith(Data, StringComparison.Ordinal) && JsonNode.Parse(line[Data.Length..]) is JsonObject stored)
                {
                    last = stored["sequence"]?.GetValue<long>() ?? last;

                    yield return stored;

                    if (++taken == query.Limit)
                        yield break;
                }
        }
    }

    private async Task<HttpResponseMessage> ReopenAsync(long last, CancellationToken cancel)
    {
        await Task.Delay(Pause, TimeProvider.System, cancel);

        return await Patience.AskAsync(() => OpenAsync(last, isFirst: false, cancel), TimeProvider.System, cancel);
    }

    private async Task<HttpResponseMessage> OpenAsync(long after, bool isFirst, CancellationToken cancel)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, $"{path}?after={after}&follow={(follow ? "true" : "false")}{query.Members(isFirst)}")
        {
            Headers = { Accept = { new MediaTypeWithQualityHeaderValue(EventsResource.ServerSent) } },
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

    private async Task<string?> ReadLineAsync(StreamReader reader, CancellationToken cancel)
    {
        try
        {
            return await reader.ReadLineAsync(cancel);
        }
        catch (IOException cause) when (server is not null)
        {
            return follow ? null : throw ServerFailures.Lost(server, cause);
        }
    }
}
