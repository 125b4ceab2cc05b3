using Riverrun.Host.Uploads;
using Riverrun.Models.Checkpoints;

namespace Riverrun.Host.Tests.Uploads;

/// <summary>What becomes of blobs of which only a part has arrived.</summary>
public sealed class CheckpointUploadsTests : IDisposable
{
    private static readonly CheckpointDigest Abandoned = CheckpointDigest.FromHash(new byte[32]);
    private static readonly CheckpointDigest Another = CheckpointDigest.FromHash([.. Enumerable.Repeat((byte)1, 32)]);

    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("riverrun-uploads-");
    private readonly SetTime _time = new(DateTimeOffset.UtcNow);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_nobody_goes_on_with_for_a_day_is_removed_while_the_process_runs()
    {
        var uploads = new CheckpointUploads(
            new CheckpointStore(Path.Combine(_directory.FullName, "store")),
            Path.Combine(_directory.FullName, "uploads"), 1 << 20, _time);
        await uploads.AppendAsync(Abandoned, 0, new MemoryStream([1, 2, 3]), Cancel);

        _time.Now += TimeSpan.FromHours(23);
        await uploads.AppendAsync(Another, 0, new MemoryStream([1]), Cancel);
        var kept = uploads.OffsetOf(Abandoned);
        _time.Now += TimeSpan.FromHours(2);
        await uploads.AppendAsync(Another, 1, new MemoryStream([2]), Cancel);

        Assert.Equal((3, 0), (kept, uploads.OffsetOf(Abandoned)));
    }

    [Fact]
    public async Task What_is_stored_is_sent_again_when_it_is_wanted_again_but_not_for_a_lost_answer()
    {
        var store = new CheckpointStore(Path.Combine(_directory.FullName, "store"));
        var uploads = new CheckpointUploads(store, Path.Combine(_directory.FullName, "uploads"), 1 << 20, _time);
        var digest = await store.WriteAsync(stream => stream.Write([1, 2, 3]), Cancel);

        var soon = await uploads.CommitAsync(digest, 3, Cancel);
        _time.Now += TimeSpan.FromMinutes(15);
        var late = await uploads.CommitAsync(digest, 3, Cancel);

        Assert.IsType<UploadReply.Stored>(soon);
        Assert.Equal(new UploadReply.At(0, Fits: false), late);
    }

    public void Dispose() => _directory.Delete(recursive: true);

    private sealed class SetTime(DateTimeOffset now) : TimeProvider
    {
        public DateTimeOffset Now { get; set; } = now;

        public override DateTimeOffset GetUtcNow() => Now;
    }
}
