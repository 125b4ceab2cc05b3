using Riverrun.Host.Stores;
using Riverrun.Models.Checkpoints;

namespace Riverrun.Cluster.Tests.Checkpoints;

public sealed class FileCheckpointStoreTests : CheckpointStoreContract
{
    private readonly string _directory;

    public FileCheckpointStoreTests() => _directory = NewHome();

    protected override ICheckpointStore Owner => Open();

    protected override ICheckpointStore Open() =>
        CheckpointStores.Open(StoreSettingsOf.Read(NewHome(), $"file:{_directory}"));

    protected override string FileOf(CheckpointDigest digest) =>
        Path.Combine(_directory, digest.Hex[..2], digest.Hex[2..]);

    [Fact]
    public void Everything_in_a_directory_is_at_hand() => Assert.Null(Open().Held);
}
