using System.Net;
using System.Net.Http.Headers;
using Riverrun.Host.Api;
using Riverrun.Models.Checkpoints;

namespace Riverrun.Host.Stores;

/// <summary>
/// Blobs over the HTTP API of coordinators. When one is gone in the middle, the next one is asked, from where the last
/// one stopped.
/// </summary>
internal sealed class CoordinatorBlobs(
    CoordinatorHttp http, long largestBlobBytes, TimeSpan patience, TimeProvider time) : IRemoteBlobs
{
    /// <summary>A coordinator reads a blob to its end before it sends the first byte.</summary>
    private static readonly TimeSpan FirstByteWithin = TimeSpan.FromMinutes(10);

    private readonly Retrying _retrying = new(http.Name, patience, time);

    /// <inheritdoc/>
    public string Name => http.Name;

    /// <inheritdoc/>
    public async Task UploadAsync(CheckpointDigest digest, FileStream bytes, CancellationToken cancel)
    {
        var upload = new ResumableUpload(http, digest, bytes);
        await _retrying.RunAsync(() => upload.GoOnAsync(cancel), () => upload.AcceptedBytes, cancel);
    }

    /// <inheritdoc/>
    public async Task DownloadAsync(CheckpointDigest digest, FileStream into, CancellationToken cancel)
    {
        var missing = new Dictionary<Uri, string>();
        await _retrying.RunAsync(() => DownloadRestAsync(digest, into, missing, cancel), () => into.Length, cancel);
    }

    /// <inheritdoc/>
    public Task<DateTimeOffset?> LastStoredAsync(CheckpointDigest digest, CancellationToken cancel)
    {
        var missing = new Dictionary<Uri, string>();

        return _retrying.RunAsync(
            async () =>
            {
                using var answer =
                    await http.SendAsync(
                        url => new HttpRequestMessage(HttpMethod.Head, CoordinatorHttp.PathOf(url, digest)), cancel);

                if (answer.Status == HttpStatusCode.NotFound)
                    return await LacksAsync(answer, missing, cancel)
                        ? (DateTimeOffset?)null
                        : throw new PassingFailureException($"{answer.Url} does not have {digest}.");

                await answer.EnsureAsync(cancel);

                return answer.LastModified ?? time.GetUtcNow();
            },
            cancel);
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<StoredBlob>> ListAsync(CancellationToken cancel) => _retrying.RunAsync(
        async () =>
        {
            using var answer =
                await http.SendAsync(
                    url => new HttpRequestMessage(HttpMethod.Get, new Uri(url, "checkpoints")), cancel);
            await answer.EnsureAsync(cancel);
            var stored = await answer.ReadAsync(CheckpointJson.Default.StoredCheckpointsBody, cancel);

            // An older coordinator does not say when; it may have been just now.
            return (IReadOnlyList<StoredBlob>)
            [
                .. stored.Checkpoints.Select(
                    blob => new StoredBlob(blob.Digest, blob.Bytes, blob.StoredAt ?? time.GetUtcNow())),
            ];
        },
        cancel);

    /// <summary>Refuses: only a coordinator knows what its runs still need.</summary>
    public Task DeleteAsync(CheckpointDigest digest, CancellationToken cancel) => Task.FromException(
        new IOException(
            $"Checkpoint {digest} is not deleted from {Name}: coordinators delete their own, when riverrun gc asks "
                + "them to."));

    private async Task<long> DownloadRestAsync(
        CheckpointDigest digest, FileStream into, Dictionary<Uri, string> missing, CancellationToken cancel)
    {
        using var answer = await http.SendAsync(
            url =>
            {
                var request = new HttpRequestMessage(HttpMethod.Get, CoordinatorHttp.PathOf(url, digest, "/content"));

                if (into.Length > 0)
                    request.Headers.Range = new RangeHeaderValue(into.Length, null);

                return request;
            },
            FirstByteWithin,
            cancel);

        switch (answer.Status)
        {
            case HttpStatusCode.NotFound when await LacksAsync(answer, missing, cancel):
                throw new DamagedCheckpointException(digest, string.Join(' ', missing.Values.Distinct()));
            case HttpStatusCode.NotFound:
                throw new PassingFailureException(missing[answer.Url]);
            case HttpStatusCode.RequestedRangeNotSatisfiable:
                return into.Length; // The connection broke after the last byte.
            case HttpStatusCode.OK:
                into.SetLength(0);
                break;
        }

        await answer.EnsureAsync(cancel);

        if (into.Length + answer.BodyBytes is { } length && length > largestBlobBytes)
            throw new IOException(
                $"Checkpoint {digest} has {length} bytes at {answer.Url}; riverrun.checkpoints.largest-blob lets "
                    + $"{largestBlobBytes} through.");

        into.Position = into.Length;
        await StalledTransfer.CopyAsync(await answer.OpenAsync(cancel), into, cancel);

        return into.Length;
    }

    /// <summary>Whether every coordinator has said by now that it lacks the blob; else the next one is asked.</summary>
    private async Task<bool> LacksAsync(
        CoordinatorAnswer answer, Dictionary<Uri, string> missing, CancellationToken cancel)
    {
        missing[answer.Url] = await answer.ReasonAsync(cancel);
        http.Leave(answer.Url);

        return missing.Count == http.Urls.Count;
    }
}
