using System.Net;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Riverrun.Models.Checkpoints;

namespace Riverrun.Cluster.Tests.Checkpoints;

public sealed class CheckpointsResourceTests : IAsyncLifetime
{
    private static readonly CancellationToken None = TestContext.Current.CancellationToken;
    private static readonly byte[] Bytes = [.. Enumerable.Range(0, 200_000).Select(i => (byte)(i * 7))];
    private static readonly CheckpointDigest Digest = CheckpointDigest.FromHash(SHA256.HashData(Bytes));

    private readonly DirectoryInfo _home = Directory.CreateTempSubdirectory("riverrun-");
    private readonly HttpClient _http = new();
    private StoreServer? _server;

    private string Uploads => Path.Combine(_home.FullName, "checkpoints", "uploads");

    public async ValueTask InitializeAsync() => _http.BaseAddress = (_server = await StartAsync()).Url;

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await _server!.DisposeAsync();
        _home.Delete(recursive: true);
    }

    [Fact]
    public async Task A_blob_comes_in_pieces_and_is_there_only_when_it_is_committed()
    {
        Assert.Equal("0", await OffsetAsync());
        var first = await AppendAsync(Bytes[..50_000], offset: 0);
        Assert.Equal((HttpStatusCode.NoContent, "50000"), (first.StatusCode, OffsetOf(first)));
        Assert.Equal("50000", await OffsetAsync());
        var second = await AppendAsync(Bytes[50_000..], offset: 50_000);
        Assert.Equal("200000", OffsetOf(second));

        var before = await HeadAsync($"/checkpoints/{Digest}");
        var committed = await CommitAsync();
        var after = await HeadAsync($"/checkpoints/{Digest}");

        Assert.Equal(
            (HttpStatusCode.NotFound, HttpStatusCode.NoContent, HttpStatusCode.OK),
            (before.StatusCode, committed.StatusCode, after.StatusCode));
        Assert.Equal(Bytes, await _http.GetByteArrayAsync($"/checkpoints/{Digest}/content", None));
        Assert.Empty(Directory.GetFiles(Uploads));
    }

    [Fact]
    public async Task A_commit_that_comes_again_is_answered_as_the_first()
    {
        await AppendAsync(Bytes, offset: 0);

        var answers = new[] { await CommitAsync(), await CommitAsync() };

        Assert.All(answers, answer => Assert.Equal(HttpStatusCode.NoContent, answer.StatusCode));
    }

    [Fact]
    public async Task Bytes_that_are_not_what_the_name_says_are_dropped()
    {
        await AppendAsync([.. Bytes[..^1], 0], offset: 0);

        var refusal = await CommitAsync();

        Assert.Equal(HttpStatusCode.UnprocessableEntity, refusal.StatusCode);
        Assert.Contains(
            $"came for {Digest} have the digest sha256:", await DetailAsync(refusal), StringComparison.Ordinal);
        Assert.Equal("0", await OffsetAsync());
        Assert.Equal(HttpStatusCode.NotFound, (await HeadAsync($"/checkpoints/{Digest}")).StatusCode);
        Assert.Empty(await new CheckpointStore(Path.Combine(_home.FullName, "checkpoints")).ListAsync(None));
    }

    [Fact]
    public async Task A_piece_in_the_wrong_place_is_refused_with_the_right_one()
    {
        await AppendAsync(Bytes[..1000], offset: 0);

        var gap = await AppendAsync(Bytes[2000..], offset: 2000);
        var again = await AppendAsync(Bytes[..1000], offset: 0);
        var early = await CommitAsync();

        foreach (var refusal in new[] { gap, again, early })
            Assert.Equal((HttpStatusCode.Conflict, "1000"), (refusal.StatusCode, OffsetOf(refusal)));
    }

    [Fact]
    public async Task More_bytes_than_the_blob_has_are_dropped_when_it_is_committed()
    {
        await AppendAsync([.. Bytes, 1], offset: 0, length: Bytes.Length + 1);

        var refusal = await CommitAsync();

        Assert.Equal((HttpStatusCode.Conflict, "0"), (refusal.StatusCode, OffsetOf(refusal)));
        Assert.Equal("0", await OffsetAsync());
    }

    [Fact]
    public async Task A_chunk_may_not_be_larger_than_the_limit()
    {
        var refusal = await AppendAsync(new byte[(8 << 20) + 1], offset: 0, length: 1L << 30);

        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, refusal.StatusCode);
        Assert.Equal("0", await OffsetAsync());
    }

    [Theory]
    [InlineData("GET", "/checkpoints/nothing/content", 400)]
    [InlineData("GET", "/checkpoints/..%2f..%2fjournal.db/content", 400)]
    [InlineData("GET", "/checkpoints/sha256:..%2f..%2f..%2f..%2f..%2f..%2f..%2f..%2f..%2f..%2f..%2fx/content", 400)]
    [InlineData("GET", "/checkpoints/../journal.db", 404)]
    [InlineData("POST", "/checkpoints/nothing/upload", 400)]
    [InlineData("PATCH", "/checkpoints/SHA256:0000000000000000000000000000000000000000000000000000000000000000/upload",
        400)]
    [InlineData("POST", "/checkpoints/sha256:0000000000000000000000000000000000000000000000000000000000000000/upload",
        400)]
    [InlineData("PATCH", "/checkpoints/sha256:0000000000000000000000000000000000000000000000000000000000000000/upload",
        400)]
    [InlineData("GET", "/checkpoints/sha256:0000000000000000000000000000000000000000000000000000000000000000/content",
        404)]
    [InlineData("DELETE", "/checkpoints/sha256:0000000000000000000000000000000000000000000000000000000000000000", 405)]
    public async Task Bad_input_gets_a_reason_and_leaves_nothing(string method, string path, int status)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), path);

        using var refusal = await _http.SendAsync(request, None);

        Assert.Equal(status, (int)refusal.StatusCode);
        Assert.Equal("application/problem+json", refusal.Content.Headers.ContentType?.MediaType);
        Assert.False(Directory.Exists(Uploads));
    }

    [Fact]
    public async Task Uploads_that_nobody_went_on_with_for_a_day_are_gone_after_a_start()
    {
        var other = CheckpointDigest.FromHash(SHA256.HashData([1]));
        await AppendAsync(Bytes[..1000], offset: 0);
        var old = Path.Combine(Uploads, other.Hex + ".part");
        await File.WriteAllBytesAsync(old, Bytes, None);
        File.SetLastWriteTimeUtc(old, File.GetLastWriteTimeUtc(old).AddHours(-25));

        await using var again = await StartAsync();

        Assert.Equal([Path.Combine(Uploads, Digest.Hex + ".part")], Directory.GetFiles(Uploads));
    }

    private Task<StoreServer> StartAsync() => StoreServer.StartAsync(StoreSettingsOf.Read(_home.FullName, ""));

    private async Task<HttpResponseMessage> AppendAsync(byte[] bytes, long offset, long? length = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Patch, $"/checkpoints/{Digest}/upload")
        {
            Content = new ByteArrayContent(bytes),
        };
        request.Headers.ExpectContinue = true; // Who is refused is told before the bytes are on their way.
        request.Headers.Add("Upload-Offset", offset.ToString());
        request.Headers.Add("Upload-Length", (length ?? Bytes.Length).ToString());

        return await _http.SendAsync(request, None);
    }

    private async Task<HttpResponseMessage> CommitAsync()
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, $"/checkpoints/{Digest}/upload");
        request.Headers.Add("Upload-Length", Bytes.Length.ToString());

        return await _http.SendAsync(request, None);
    }

    private async Task<string?> OffsetAsync() => OffsetOf(await HeadAsync($"/checkpoints/{Digest}/upload"));

    private Task<HttpResponseMessage> HeadAsync(string path) =>
        _http.SendAsync(new HttpRequestMessage(HttpMethod.Head, path), None);

    private static string? OffsetOf(HttpResponseMessage answer) =>
        answer.Headers.TryGetValues("Upload-Offset", out var values) ? values.Single() : null;

    private static async Task<string> DetailAsync(HttpResponseMessage answer) =>
        (await answer.Content.ReadFromJsonAsync<JsonObject>(None))?["detail"]?.GetValue<string>() ?? "";
}
