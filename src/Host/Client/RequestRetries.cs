using System.Net;
using System.Security.Cryptography;
using Riverrun.Host.Api;

namespace Riverrun.Host.Client;

/// <summary>
/// Names every command, and sends a request again when its connection was lost, also in the middle of an answer that is
/// read whole, or its receiver is not ready: a command that comes twice is carried out once.
/// </summary>
/// <param name="inner">Sends.</param>
/// <param name="time">The clock.</param>
/// <param name="alsoReads">Whether to look again, too; who asks a home wants to know at once that nobody is
/// there.</param>
internal sealed class RequestRetries(HttpMessageHandler inner, TimeProvider time, bool alsoReads)
    : DelegatingHandler(inner)
{
    /// <summary>
    /// Says of a request that its answer is read whole: what breaks off in the middle is then asked for again.
    /// </summary>
    public static readonly HttpRequestOptionsKey<bool> ReadsWhole = new("riverrun-reads-whole");

    private static readonly TimeSpan[] Pauses = [TimeSpan.FromMilliseconds(200), TimeSpan.FromSeconds(1)];

    /// <inheritdoc/>
    protected override async Task<HttpResponseMessage> SendAsync(
        HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var isCommand = request.Method != HttpMethod.Get && request.Method != HttpMethod.Head;

        if (isCommand && !request.Headers.Contains(IdempotencyKey.Header))
            request.Headers.Add(IdempotencyKey.Header, RandomNumberGenerator.GetHexString(32, lowercase: true));

        foreach (var pause in isCommand || alsoReads ? Pauses : [])
        {
            try
            {
                var response = await SendOnceAsync(request, cancellationToken);

                if (response.StatusCode != HttpStatusCode.ServiceUnavailable)
                    return response;

                response.Dispose();
            }
            catch (HttpRequestException wrong) when (wrong.HttpRequestError
                is not (HttpRequestError.SecureConnectionError or HttpRequestError.NameResolutionError))
            {
            }

            await Task.Delay(pause, time, cancellationToken);
        }

        return await SendOnceAsync(request, cancellationToken);
    }

    /// <summary>HttpClient itself reads an answer above all handlers, where its loss is nobody's to mend.</summary>
    private async Task<HttpResponseMessage> SendOnceAsync(HttpRequestMessage request, CancellationToken cancel)
    {
        var response = await base.SendAsync(request, cancel);

        try
        {
            if (!response.IsSuccessStatusCode || request.Options.TryGetValue(ReadsWhole, out var readsWhole)
                && readsWhole)
                await response.Content.LoadIntoBufferAsync(cancel);

            return response;
        }
        catch
        {
            response.Dispose();
            throw;
        }
    }
}
