using System.Diagnostics;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Http.Metadata;
using Riverrun.Host.Api;
using Riverrun.Host.Stores;
using Riverrun.Host.Uploads;
using Riverrun.Models.Checkpoints;

namespace Riverrun.Host.Web;

/// <summary>
/// <c>/checkpoints</c>: blobs by digest, for those who share no store with this process. Reading resumes with
/// <c>Range</c>; writing asks for <c>Upload-Offset</c> (HEAD), appends there (PATCH), and commits (POST), when the
/// digest is checked.
/// </summary>
internal static class CheckpointsResource
{
    private const string OneBlob = "/checkpoints/{digest}";
    private const string Upload = OneBlob + "/upload";

    /// <summary>Adds the resource. Needs what <see cref="CheckpointStores.AddCheckpoints"/> registers.</summary>
    public static void MapCheckpoints(this IEndpointRouteBuilder routes)
    {
        // Made now, not with the first request: it clears what was abandoned.
        routes.ServiceProvider.GetRequiredService<CheckpointUploads>();

        routes.MapGet("/checkpoints", ListAsync).WithName("ListBlobs")
            .WithSummary("Every blob with its size and when it was last stored.");
        routes.MapMethods(OneBlob, [HttpMethods.Head], FindAsync)
            .WithName("FindCheckpoint")
            .WithSummary("Whether there is a blob of that digest, and when it was last stored, as Last-Modified.")
            .ProducesProblem(404);
        routes.MapGet(OneBlob + "/content", OpenAsync)
            .WithName("ReadCheckpoint").WithSummary("The bytes of a blob, from where Range says.").ProducesProblem(404);
        routes.MapMethods(
            Upload, [HttpMethods.Head], (string digest, CheckpointUploads uploads, HttpResponse response) =>
            At(response, uploads.OffsetOf(CheckpointDigest.Parse(digest))))
            .WithName("FindUpload").WithSummary("How much of a blob is here already, as Upload-Offset.");
        routes.MapPatch(Upload, AppendAsync).WithMetadata(new ChunkLimit())
            .WithName("AppendUpload")
            .WithSummary("Appends bytes of a blob at Upload-Offset.")
            .ProducesProblem(409)
            .ProducesProblem(413)
            .ProducesProblem(423);
        routes.MapPost(Upload, CommitAsync)
            .WithName("CommitUpload").WithSummary("Checks the digest of a blob and stores it.").ProducesProblem(409)
            .ProducesProblem(422);
    }

    private static async Task<IResult> ListAsync(ICheckpointStore store, CancellationToken cancel) => Results.Json(
        new StoredCheckpointsBody(
            [.. (await store.ListAsync(cancel))
                .Select(blob => new StoredCheckpointBody(blob.Digest, blob.Bytes, blob.StoredAt))]),
        CheckpointJson.Default.StoredCheckpointsBody);

    private static async Task<IResult> FindAsync(
        string digest, ICheckpointStore store, HttpResponse response, CancellationToken cancel)
    {
        if (await store.LastStoredAsync(CheckpointDigest.Parse(digest), cancel) is not { } storedAt)
            return Results.NotFound();

        response.GetTypedHeaders().LastModified = storedAt;

        return Results.Ok();
    }

    private static async Task<IResult> OpenAsync(string digest, ICheckpointStore store, CancellationToken cancel)
    {
        try
        {
            return new Content(await store.OpenAsync(CheckpointDigest.Parse(digest), cancel));
        }
        catch (DamagedCheckpointException damaged)
        {
            return TypedResults.Problem(damaged.Message, statusCode: 404);
        }
    }

    private static async Task<IResult> AppendAsync(
        string digest, CheckpointUploads uploads, HttpContext http, CancellationToken cancel)
    {
        var blob = CheckpointDigest.Parse(digest);
        var (offset, length) = (Bytes(http.Request, UploadHeaders.Offset), Bytes(http.Request, UploadHeaders.Length));

        return length > uploads.LargestBlobBytes || offset + http.Request.ContentLength > length
            ? TooLarge(uploads, length)
            : ToResult(await uploads.AppendAsync(blob, offset, http.Request.Body, cancel), uploads, http.Response, blob,
                length);
    }

    private static async Task<IResult> CommitAsync(
        string digest, CheckpointUploads uploads, HttpContext http, CancellationToken cancel)
    {
        var blob = CheckpointDigest.Parse(digest);
        var length = Bytes(http.Request, UploadHeaders.Length);

        return ToResult(await uploads.CommitAsync(blob, length, cancel), uploads, http.Response, blob, length);
    }

    private static IResult ToResult(
        UploadReply reply, CheckpointUploads uploads, HttpResponse response, CheckpointDigest blob, long length)
    {
        switch (reply)
        {
            case UploadReply.Stored:
                return Results.NoContent();
            case UploadReply.At { Fits: true } at:
                return At(response, at.Offset);
            case UploadReply.At at:
                response.Headers[UploadHeaders.Offset] = UploadHeaders.Write(at.Offset);
                return Refusals.Refused($"{at.Offset} bytes of {blob} are here; go on at that {UploadHeaders.Offset}.");
            case UploadReply.WrongBytes wrong:
                return TypedResults.Problem(
                    $"The {length} bytes that came for {blob} have the digest {wrong.Found}; they were dropped, "
                    + "so send it again.",
                    statusCode: 422);
            case UploadReply.Busy:
                return TypedResults.Problem($"Another request is writing {blob}; ask again.", statusCode: 423);
            case UploadReply.TooLarge:
                return TooLarge(uploads, length);
            default:
                throw new UnreachableException($"An upload cannot be answered with {reply}.");
        }
    }

    private static IResult At(HttpResponse response, long offset)
    {
        response.Headers[UploadHeaders.Offset] = UploadHeaders.Write(offset);

        return Results.NoContent();
    }

    private static ProblemHttpResult TooLarge(CheckpointUploads uploads, long length) => TypedResults.Problem(
        $"A checkpoint of {length} bytes or more cannot be taken; "
        + $"riverrun.checkpoints.largest-blob is {uploads.LargestBlobBytes} bytes here.", statusCode: 413);

    private static long Bytes(HttpRequest request, string header) =>
        UploadHeaders.Read(request.Headers[header]) ?? throw new FormatException(
            $"The header {header} is '{request.Headers[header]}'; it must be a count of bytes.");

    /// <summary>The bytes of a blob, from where <c>Range</c> says.</summary>
    private sealed class Content(Stream bytes) : IResult
    {
        public async Task ExecuteAsync(HttpContext httpContext)
        {
            await Results.Stream(bytes, enableRangeProcessing: true).ExecuteAsync(httpContext);

            // The framework answers 416 with the head of a blob and no body; without that head the status page gives
            // the reason.
            if (httpContext.Response is
                {
                    StatusCode: StatusCodes.Status416RangeNotSatisfiable,
                    HasStarted: false
                } response)
                (response.ContentType, response.ContentLength) = (null, null);
        }
    }

    private sealed class ChunkLimit : IRequestSizeLimitMetadata
    {
        public long? MaxRequestBodySize => UploadHeaders.LargestChunkBytes;
    }
}
