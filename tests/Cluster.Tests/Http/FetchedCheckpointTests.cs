using System.Security.Cryptography;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Riverrun.Host.Client;
using Riverrun.Models.Checkpoints;

namespace Riverrun.Cluster.Tests.Http;

/// <summary>Bytes of checkpoints, fetched from a coordinator that may send others.</summary>
public sealed class FetchedCheckpointTests
{
    private static readonly byte[] Bytes = RandomNumberGenerator.GetBytes(300_000);
    private static readonly CheckpointDigest Digest = CheckpointDigest.FromHash(SHA256.HashData(Bytes));

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_has_the_digest_that_was_asked_for_is_handed_over()
    {
        await using var server = await ServeAsync(Bytes);
        using var client =
            new RiverrunClient(ServerAddress.Parse(server.Urls.Single(), token: null, authorityFile: null));

        await using var fetched = await client.OpenCheckpointAsync(Digest, Cancel);
        using var copy = new MemoryStream();
        await fetched.CopyToAsync(copy, Cancel);

        Assert.Equal(Bytes, copy.ToArray());
    }

    [Fact]
    public async Task Other_bytes_are_refused_with_the_digest_they_have()
    {
        byte[] others = [.. Bytes[..^1], (byte)~Bytes[^1]];
        await using var server = await ServeAsync(others);
        using var client =
            new RiverrunClient(ServerAddress.Parse(server.Urls.Single(), token: null, authorityFile: null));

        var wrong = await Assert.ThrowsAsync<IOException>(() => client.OpenCheckpointAsync(Digest, Cancel));

        Assert.Equal(
            $"The bytes that came for checkpoint {Digest} have the digest "
            + $"{CheckpointDigest.FromHash(SHA256.HashData(others))}; ask again, "
            + "and riverrun verify checks what the coordinator holds.",
            wrong.Message);
    }

    private static async Task<WebApplication> ServeAsync(byte[] bytes)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var app = builder.Build();
        app.MapGet("/checkpoints/{digest}/content", (string digest) =>
            CheckpointDigest.Parse(digest) == Digest ? Results.Bytes(bytes) : Results.NotFound());
        await app.StartAsync(Cancel);

        return app;
    }
}
