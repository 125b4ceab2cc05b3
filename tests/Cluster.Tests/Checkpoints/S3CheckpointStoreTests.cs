using Riverrun.Host.Stores;
using Riverrun.Models.Checkpoints;

namespace Riverrun.Cluster.Tests.Checkpoints;

public sealed class S3CheckpointStoreTests(S3Server server) : CheckpointStoreContract, IClassFixture<S3Server>
{
    private const int Part = 16 << 20;
    private readonly string _prefix = $"runs/{Path.GetRandomFileName()}";

    protected override ICheckpointStore Owner => Open();

    public override ValueTask InitializeAsync()
    {
        Assert.SkipWhen(server.Absence is not null, $"S3 is not tested: {server.Absence}");

        return base.InitializeAsync();
    }

    protected override ICheckpointStore Open() => Reach(server.Url);

    protected override string FileOf(CheckpointDigest digest) =>
        Path.Combine(server.Objects, _prefix, digest.Hex[..2], digest.Hex[2..] + "._S3rver_object");

    [Fact]
    public async Task A_large_blob_travels_in_parts_and_comes_back_whole()
    {
        await using var proxy = await FaultyProxy.StartAsync(server.Url);
        var bytes = Bytes((2 * Part) + 1_000_000, seed: 1);

        var digest = await WriteAsync(Reach(proxy.Url), bytes);

        Assert.Equal(3, proxy.Asked.Count(asked => asked.Contains("partNumber=", StringComparison.Ordinal)));
        Assert.Equal(bytes, await ReadAsync(Open(), digest));
    }

    [Fact]
    public async Task A_large_upload_that_is_cancelled_leaves_nothing()
    {
        await using var proxy = await FaultyProxy.StartAsync(server.Url);
        using var cancel = new CancellationTokenSource();
        proxy.Seen = asked =>
        {
            if (asked.Contains("partNumber=2", StringComparison.Ordinal))
                cancel.Cancel();
        };

        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => Reach(proxy.Url).WriteAsync(stream => stream.Write(Bytes((2 * Part) + 1, seed: 1)), cancel.Token));

        Assert.Empty(await Open().ListAsync(None));
        Assert.Contains(
            proxy.Asked, asked => asked.StartsWith("DELETE", StringComparison.Ordinal)
            && asked.Contains("uploadId=", StringComparison.Ordinal));
        Assert.Empty(Leftovers());
    }

    [Fact]
    public async Task A_service_that_is_not_available_for_a_while_is_asked_again()
    {
        await using var proxy = await FaultyProxy.StartAsync(server.Url);
        proxy.Unavailable = 5;

        var digest = await WriteAsync(Reach(proxy.Url), Bytes(1000, seed: 1));

        Assert.Equal(0, proxy.Unavailable);
        Assert.Equal(Bytes(1000, seed: 1), await ReadAsync(Open(), digest));
    }

    [Fact]
    public async Task An_interrupted_download_asks_only_for_the_rest()
    {
        await using var proxy = await FaultyProxy.StartAsync(server.Url);
        var bytes = Bytes(10_000_000, seed: 1);
        var digest = await WriteAsync(Open(), bytes);
        proxy.BreakOutAt = 4_000_000;

        var read = await ReadAsync(Reach(proxy.Url), digest);

        Assert.Equal(bytes, read);
        Assert.Contains(
            proxy.Asked, asked => asked.Contains(" bytes=", StringComparison.Ordinal)
            && !asked.EndsWith(" bytes=0-", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_service_out_of_reach_is_told_when_the_patience_is_over()
    {
        var proxy = await FaultyProxy.StartAsync(server.Url);
        var store = Reach(proxy.Url, patience: "1s");
        await proxy.DisposeAsync();

        var failure = await Assert.ThrowsAsync<IOException>(() => WriteAsync(store, Bytes(10, seed: 1)));

        Assert.StartsWith(
            $"Nothing could be done at s3://{S3Server.Bucket}/{_prefix} for 1s: ", failure.Message,
            StringComparison.Ordinal);
        Assert.Empty(store.Held!);
    }

    [Fact]
    public async Task Credentials_that_nobody_knows_are_told_at_once()
    {
        var failure =
            await Assert.ThrowsAsync<IOException>(
                () => WriteAsync(Reach(server.Url, key: "GUESSED"), Bytes(10, seed: 1)));

        Assert.StartsWith(
            $"s3://{S3Server.Bucket}/{_prefix} refuses (InvalidAccessKeyId: ", failure.Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_bucket_that_is_not_there_is_told_at_once()
    {
        var failure = await Assert.ThrowsAsync<IOException>(
            () => WriteAsync(Reach(server.Url, bucket: "no-such-bucket"), Bytes(10, seed: 1)));

        Assert.StartsWith("s3://no-such-bucket/", failure.Message, StringComparison.Ordinal);
        Assert.Contains("NoSuchBucket", failure.Message, StringComparison.Ordinal);
    }

    private ICheckpointStore Reach(
        Uri url, string key = "S3RVER", string bucket = S3Server.Bucket,
        string patience = "20s") => CheckpointStores.Open(
        StoreSettingsOf.Read(NewHome(), $"s3://{bucket}/{_prefix}", patience: patience),
        environment: name => name switch
        {
            "AWS_ENDPOINT_URL" => url.ToString(),
            "AWS_ACCESS_KEY_ID" => key,
            "AWS_SECRET_ACCESS_KEY" => "S3RVER",
            _ => null,
        });
}
