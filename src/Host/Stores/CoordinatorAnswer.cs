using System.Net;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Riverrun.Host.Api;

namespace Riverrun.Host.Stores;

/// <summary>What a coordinator answered.</summary>
/// <param name="url">The coordinator.</param>
/// <param name="response">Its answer; disposed with this.</param>
internal sealed class CoordinatorAnswer(Uri url, HttpResponseMessage response) : IDisposable
{
    /// <summary>The coordinator.</summary>
    public Uri Url => url;

    /// <summary>The status.</summary>
    public HttpStatusCode Status => response.StatusCode;

    /// <summary>Bytes that follow, when it says so.</summary>
    public long? BodyBytes => response.Content.Headers.ContentLength;

    /// <summary>When what it tells of was last stored; null when it does not say.</summary>
    public DateTimeOffset? LastModified => response.Content.Headers.LastModified;

    /// <summary>How many bytes of an upload it has; null when it does not say.</summary>
    public long? Offset => response.Headers.TryGetValues(UploadHeaders.Offset, out var values)
        && UploadHeaders.Read(values.FirstOrDefault()) is { } offset
        ? offset
        : null;

    /// <summary>Throws its reason unless it did what was asked.</summary>
    /// <exception cref="IOException">It refused.</exception>
    public async Task EnsureAsync(CancellationToken cancel)
    {
        if (!response.IsSuccessStatusCode)
            throw new IOException(await ReasonAsync(cancel));
    }

    /// <summary>Its reason, a sentence.</summary>
    public async Task<string> ReasonAsync(CancellationToken cancel)
    {
        try
        {
            if (response.Content.Headers.ContentType?.MediaType == "application/problem+json"
                && await response.Content.ReadFromJsonAsync(ApiJson.Default.JsonObject, cancel) is { } problem
                && problem["detail"]?.GetValueKind() == JsonValueKind.String)
                return problem["detail"]!.GetValue<string>(); // Its kind has just been seen.
        }
        catch (Exception cause) when (cause is JsonException or HttpRequestException or IOException)
        {
            // An answer without a reason has its status.
        }

        return $"{url} answered {(int)response.StatusCode} {response.ReasonPhrase} to "
            + $"{response.RequestMessage?.Method} {response.RequestMessage?.RequestUri?.AbsolutePath}.";
    }

    /// <summary>Its body as a document.</summary>
    public async Task<T> ReadAsync<T>(JsonTypeInfo<T> type, CancellationToken cancel)
    {
        try
        {
            return await response.Content.ReadFromJsonAsync(type, cancel)
                ?? throw new IOException($"{url} answered with nothing.");
        }
        catch (JsonException cause)
        {
            throw new IOException($"{url} answered with what is no {typeof(T).Name}: {cause.Message}", cause);
        }
        catch (HttpRequestException cause)
        {
            throw new PassingFailureException($"{url} broke off ({cause.Message.TrimEnd('.')}).", cause);
        }
    }

    /// <summary>Its body as bytes.</summary>
    public Task<Stream> OpenAsync(CancellationToken cancel) => response.Content.ReadAsStreamAsync(cancel);

    /// <inheritdoc/>
    public void Dispose() => response.Dispose();
}
