using System.Net;
using Amazon.Runtime;
using Amazon.S3;
using Amazon.S3.Model;
using Riverrun.Host.Settings;
using Riverrun.Models.Checkpoints;

namespace Riverrun.Host.Stores;

/// <summary>Blobs in a bucket: blob <c>abcdef…</c> is the object <c>prefix/ab/cdef…</c>, as in a directory.</summary>
/// <remarks>
/// An object appears when its upload is complete, and replaces what had its key in one step. A process that is killed
/// in the middle of a large upload leaves parts that no one sees; a lifecycle rule (AbortIncompleteMultipartUpload)
/// clears them.
/// </remarks>
internal sealed class BucketBlobs(IAmazonS3 service, StoreAddress.Bucket bucket, TimeSpan patience, TimeProvider time)
    : IRemoteBlobs
{
    /// <summary>Bytes of one part, and the most that are sent in one request.</summary>
    public const int PartBytes = 16 << 20;

    /// <summary>S3 takes no more parts than this; larger blobs get larger parts.</summary>
    private const int MostParts = 10_000;

    private readonly Retrying _retrying = new(NameOf(bucket), patience, time);

    /// <inheritdoc/>
    public string Name => NameOf(bucket);

    /// <inheritdoc/>
    public async Task UploadAsync(CheckpointDigest digest, FileStream bytes, CancellationToken cancel)
    {
        if (bytes.Length > PartBytes)
        {
            await UploadPartsAsync(KeyOf(digest), bytes, cancel);

            return;
        }

        var whole = new byte[bytes.Length];
        bytes.Position = 0;
        await bytes.ReadExactlyAsync(whole, cancel);
        await AskAsync(
            () => service.PutObjectAsync(
                new PutObjectRequest
                {
                    BucketName = bucket.Name,
                    Key = KeyOf(digest),
                    InputStream = new MemoryStream(whole),
                    UseChunkEncoding = false
                }, cancel),
            cancel);
    }

    /// <inheritdoc/>
    public async Task DownloadAsync(CheckpointDigest digest, FileStream into, CancellationToken cancel)
    {
        try
        {
            await _retrying.RunAsync(() => DownloadRestAsync(digest, into, cancel), () => into.Length, cancel);
        }
        catch (MissingObjectException)
        {
            throw new DamagedCheckpointException(
                digest, $"Checkpoint {digest} is missing: there is no object {KeyOf(digest)} in {Name}.");
        }
    }

    /// <inheritdoc/>
    public async Task<DateTimeOffset?> LastStoredAsync(CheckpointDigest digest, CancellationToken cancel)
    {
        try
        {
            return StoredAt(
                (await AskAsync(() => service.GetObjectMetadataAsync(bucket.Name, KeyOf(digest), cancel), cancel))
                    .LastModified);
        }
        catch (MissingObjectException)
        {
            return null;
        }
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<StoredBlob>> ListAsync(CancellationToken cancel)
    {
        var blobs = new List<StoredBlob>();
        string? next = null;

        do
        {
            var page = await AskAsync(
                () => service.ListObjectsV2Async(
                    new ListObjectsV2Request
                    {
                        BucketName = bucket.Name,
                        Prefix = bucket.Prefix,
                        ContinuationToken = next
                    }, cancel),
                cancel);

            foreach (var stored in page.S3Objects ?? [])
                if (DigestOf(stored.Key) is { } digest)
                    blobs.Add(new StoredBlob(digest, stored.Size ?? 0, StoredAt(stored.LastModified)));

            next = page.IsTruncated == true ? page.NextContinuationToken : null;
        }
        while (next is not null);

        return [.. blobs.OrderBy(blob => blob.Digest.Hex, StringComparer.Ordinal)];
    }

    /// <inheritdoc/>
    public Task DeleteAsync(CheckpointDigest digest, CancellationToken cancel) =>
        AskAsync(() => service.DeleteObjectAsync(bucket.Name, KeyOf(digest), cancel), cancel);

    private async Task UploadPartsAsync(string key, FileStream bytes, CancellationToken cancel)
    {
        var upload = (await AskAsync(() => service.InitiateMultipartUploadAsync(bucket.Name, key, cancel), cancel))
            .UploadId;

        try
        {
            var parts = new List<PartETag>();
            var buffer = new byte[Math.Max(PartBytes, (bytes.Length / MostParts) + 1)];
            bytes.Position = 0;

            while (await bytes.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, cancel) is > 0
                and var count)
            {
                var number = parts.Count + 1;
                var answer = await AskAsync(
                    () => service.UploadPartAsync(
                        new UploadPartRequest
                        {
                            BucketName = bucket.Name,
                            Key = key,
                            UploadId = upload,
                            PartNumber = number,
                            PartSize = count,
                            InputStream = new MemoryStream(buffer, 0, count),
                            UseChunkEncoding = false,
                        },
                        cancel),
                    cancel);
                parts.Add(new PartETag(number, answer.ETag));
            }

            await CompleteAsync(
                new CompleteMultipartUploadRequest
                {
                    BucketName = bucket.Name,
                    Key = key,
                    UploadId = upload,
                    PartETags = parts
                }, bytes.Length, cancel);
        }
        catch
        {
            await AbortAsync(key, upload);
            throw;
        }
    }

    private async Task CompleteAsync(CompleteMultipartUploadRequest request, long length, CancellationToken cancel)
    {
        try
        {
            await AskAsync(() => service.CompleteMultipartUploadAsync(request, cancel), cancel);
        }
        catch (MissingObjectException)
        {
            // Completed by a request whose answer was lost, and so no longer under way?
            if ((await AskAsync(() => service.GetObjectMetadataAsync(bucket.Name, request.Key, cancel), cancel))
                .ContentLength != length)
                throw;
        }
    }

    /// <summary>Parts of an upload that will not be completed cost money and are seen by nobody.</summary>
    private async Task AbortAsync(string key, string upload)
    {
        using var within = new CancellationTokenSource(TimeSpan.FromSeconds(10), time);

        try
        {
            await service.AbortMultipartUploadAsync(bucket.Name, key, upload, within.Token);
        }
        catch (Exception cause)
            when (cause is AmazonClientException or AmazonServiceException or HttpRequestException or IOException
                or OperationCanceledException)
        {
            // What ended the upload is what the caller is told.
        }
    }

    private async Task<long> DownloadRestAsync(CheckpointDigest digest, FileStream into, CancellationToken cancel)
    {
        var request = new GetObjectRequest { BucketName = bucket.Name, Key = KeyOf(digest) };

        if (into.Length > 0)
            request.ByteRange = new ByteRange($"bytes={into.Length}-");

        using var answer = await BucketFailures.SortAsync(Name, () => service.GetObjectAsync(request, cancel), cancel);

        if (into.Length > 0 && answer.HttpStatusCode != HttpStatusCode.PartialContent)
            into.SetLength(0);

        into.Position = into.Length;

        try
        {
            await StalledTransfer.CopyAsync(answer.ResponseStream, into, cancel);
        }
        catch (AmazonClientException)
        {
            // At its end the client compares the bytes with an MD5 that not every service keeps; the digest is the
            // judge.
        }

        return into.Length;
    }

    private Task<T> AskAsync<T>(Func<Task<T>> request, CancellationToken cancel) =>
        _retrying.RunAsync(() => BucketFailures.SortAsync(Name, request, cancel), cancel);

    /// <summary>What does not say when it was stored may have been stored just now.</summary>
    private DateTimeOffset StoredAt(DateTime? said) => said is { } at
        ? new DateTimeOffset(at.ToUniversalTime()) : time.GetUtcNow();

    private string KeyOf(CheckpointDigest digest) => $"{bucket.Prefix}{digest.Hex[..2]}/{digest.Hex[2..]}";

    private CheckpointDigest? DigestOf(string key) =>
        key[bucket.Prefix.Length..].Split('/') is [{ Length: 2 } folder, { Length: 62 } file]
            && (folder + file).All(char.IsAsciiHexDigitLower)
            ? CheckpointDigest.FromHash(Convert.FromHexString(folder + file))
            : null;

    private static string NameOf(StoreAddress.Bucket bucket) =>
        $"s3://{bucket.Name}/{bucket.Prefix.TrimEnd('/')}".TrimEnd('/');
}
