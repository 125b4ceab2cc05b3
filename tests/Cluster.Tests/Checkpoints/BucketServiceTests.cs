using Riverrun.Host.Stores;
using Riverrun.Models.Hocon;

namespace Riverrun.Cluster.Tests.Checkpoints;

public sealed class BucketServiceTests
{
    [Fact]
    public void A_bucket_without_region_and_endpoint_is_refused_before_anything_is_asked()
    {
        var home = Directory.CreateTempSubdirectory("riverrun-");

        var refusal = Assert.Throws<InvalidConfigurationException>(
            () => CheckpointStores.Open(
                StoreSettingsOf.Read(home.FullName, "s3://bucket/prefix"), environment: _ => null));

        home.Delete(recursive: true);
        Assert.Contains("set AWS_REGION, or AWS_ENDPOINT_URL", refusal.Message, StringComparison.Ordinal);
    }
}
