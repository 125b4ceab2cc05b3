using System.Net;
using Riverrun.Host.Api;
using Riverrun.Models.Checkpoints;

namespace Riverrun.Host.Stores;

/// <summary>One blob on its way to a coordinator, which says itself how much of it has arrived.</summary>
internal sealed class ResumableUpload(CoordinatorHttp http, CheckpointDigest digest, FileStream bytes)
{
    /// <summary>A commit refused for wrong bytes is begun again once; after that it is not chance.</summary>
    private const int MostRefusals = 2;

    /// <summary>A coordinator reads and writes the blob once more before it answers a commit.</summary>
    private const double CommittedBytesPerSecond = 20e6;

    private readonly byte[] _chunk = new byte[(int)Math.Min(bytes.Length, UploadHeaders.LargestChunkBytes)];
    private readonly Dictionary<Uri, long> _offsets = [];
    private bool _committing;
    private int _refusals;

    /// <summary>
    /// Bytes by which coordinators have said to have more than before, each of its own: also of a piece that broke off,
    /// which a slow network moves nevertheless, and of what another one gets from the start.
    /// </summary>
    public long AcceptedBytes { get; private set; }

    /// <summary>Sends what the coordinator lacks, and commits.</summary>
    /// <exception cref="PassingFailureException">It broke off; call this again.</exception>
    /// <exception cref="IOException">The coordinator refuses.</exception>
    public async Task<bool> GoOnAsync(CancellationToken cancel)
    {
        // After a commit whose answer was lost, asking to commit again tells what became of it.
        var offset = _committing ? bytes.Length : await AskOffsetAsync(cancel);

        while (true)
        {
            while (offset < bytes.Length)
                offset = await AppendAsync(offset, cancel);

            _committing = true;

            if (await CommitAsync(cancel) is not { } behind)
                return true;

            // Another coordinator answers than the one that has the bytes, or it has dropped them.
            _committing = false;
            offset = behind;
        }
    }

    private async Task<long> AskOffsetAsync(CancellationToken cancel)
    {
        using var answer = await http.SendAsync(url => new HttpRequestMessage(HttpMethod.Head, UploadOf(url)), cancel);
        await answer.EnsureAsync(cancel);

        return OffsetOf(answer);
    }

    private async Task<long> AppendAsync(long offset, CancellationToken cancel)
    {
        bytes.Position = offset;
        var count = await bytes.ReadAtLeastAsync(_chunk, _chunk.Length, throwOnEndOfStream: false, cancel);
        using var answer = await http.SendAsync(
            url => With(new HttpRequestMessage(
                HttpMethod.Patch, UploadOf(url))
            { Content = new ByteArrayContent(_chunk, 0, count) }, offset), cancel);

        if (answer.Status == HttpStatusCode.Conflict)
            return OffsetOf(answer);

        await answer.EnsureAsync(cancel);

        return OffsetOf(answer);
    }

    /// <summary>Null when the blob is stored; else how much of it the coordinator has.</summary>
    private async Task<long?> CommitAsync(CancellationToken cancel)
    {
        var within = TimeSpan.FromSeconds(60 + (bytes.Length / CommittedBytesPerSecond));
        using var answer =
            await http.SendAsync(
                url => With(new HttpRequestMessage(HttpMethod.Post, UploadOf(url)), null), within, cancel);

        switch (answer.Status)
        {
            case HttpStatusCode.Conflict:
                return OffsetOf(answer) is var offset && offset < bytes.Length
                    ? offset : throw new PassingFailureException(await answer.ReasonAsync(cancel));
            case HttpStatusCode.UnprocessableEntity when ++_refusals < MostRefusals:
                return 0;
            default:
                await answer.EnsureAsync(cancel);

                return null;
        }
    }

    private HttpRequestMessage With(HttpRequestMessage request, long? offset)
    {
        request.Headers.Add(UploadHeaders.Length, UploadHeaders.Write(bytes.Length));

        if (offset is { } at)
            request.Headers.Add(UploadHeaders.Offset, UploadHeaders.Write(at));

        return request;
    }

    private long OffsetOf(CoordinatorAnswer answer)
    {
        var offset = answer.Offset
            ?? throw new IOException(
                $"{answer.Url} does not say how many bytes of {digest} it has; is it a coordinator?");
        AcceptedBytes += Math.Max(0, offset - _offsets.GetValueOrDefault(answer.Url));
        _offsets[answer.Url] = offset;

        return offset;
    }

    private Uri UploadOf(Uri url) => CoordinatorHttp.PathOf(url, digest, "/upload");
}
