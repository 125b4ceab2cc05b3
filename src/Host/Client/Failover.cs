using System.Net;

namespace Riverrun.Host.Client;

/// <summary>
/// Sends a request to the coordinator that answered last, and to the next one when that cannot be reached or is not
/// ready.
/// </summary>
/// <param name="servers">The coordinators, each with what sends to it; the first is asked first.</param>
/// <param name="time">The clock.</param>
internal sealed class Failover(
    IReadOnlyList<(ServerAddress Server, HttpMessageInvoker Sends)> servers, TimeProvider time)
    : HttpMessageHandler
{
    /// <summary>Says of a request that its answer begins within that time, or another coordinator is asked.</summary>
    public static readonly HttpRequestOptionsKey<TimeSpan> BeginsWithin = new("riverrun-begins-within");

    private int _current;

    /// <inheritdoc/>
    protected override async Task<HttpResponseMessage> SendAsync(
        HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var failures = new List<(ServerAddress Server, HttpRequestException Cause)>();
        var path = request.RequestUri?.PathAndQuery ?? "/";
        HttpResponseMessage? unready = null;

        foreach (var at in Enumerable.Range(_current, servers.Count).Select(number => number % servers.Count))
        {
            var (server, sends) = servers[at];
            request.RequestUri = new Uri(server.Url, path);

            try
            {
                var response = await SendAsync(sends, server, request, cancellationToken);

                if (response.StatusCode != HttpStatusCode.ServiceUnavailable)
                {
                    unready?.Dispose();
                    _current = at;

                    return response;
                }

                unready?.Dispose();
                unready = response;
            }
            catch (HttpRequestException cause)
            {
                failures.Add((server, cause));
            }
        }

        return unready ?? throw (servers.Count == 1 ? failures[0].Cause : new NoServerAnswersException(failures));
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        foreach (var (_, sends) in servers)
            sends.Dispose();

        base.Dispose(disposing);
    }

    private async Task<HttpResponseMessage> SendAsync(
        HttpMessageInvoker sends, ServerAddress server, HttpRequestMessage request, CancellationToken cancel)
    {
        if (servers.Count == 1)
            return await sends.SendAsync(request, cancel);

        using var late = new CancellationTokenSource(
            request.Options.TryGetValue(BeginsWithin, out var within) ? within : Timeout.InfiniteTimeSpan, time);
        using var ends = CancellationTokenSource.CreateLinkedTokenSource(cancel, late.Token);

        try
        {
            return await sends.SendAsync(request, ends.Token);
        }
        catch (OperationCanceledException cause) when (!cancel.IsCancellationRequested)
        {
            throw new HttpRequestException(
                HttpRequestError.ConnectionError,
                late.IsCancellationRequested
                    ? $"{server} has not answered for {within.TotalSeconds:0} s."
                    : $"There was no connection within {Connections.ConnectsWithin.TotalSeconds:0} s.",
                cause);
        }
    }
}

/// <summary>None of several coordinators could be spoken to.</summary>
/// <param name="failures">Why each could not.</param>
internal sealed class NoServerAnswersException(
    IReadOnlyList<(ServerAddress Server, HttpRequestException Cause)> failures)
    : HttpRequestException(HttpRequestError.ConnectionError, "No coordinator can be reached.", failures[^1].Cause)
{
    /// <summary>Why each could not.</summary>
    public IReadOnlyList<(ServerAddress Server, HttpRequestException Cause)> Failures { get; } = failures;
}
