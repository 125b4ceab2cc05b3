using Riverrun.Host.Settings;
using Riverrun.Models.Hocon;

namespace Riverrun.Host.Tests.Settings;

/// <summary>The least and the greatest value of each setting, and one beyond each.</summary>
public sealed class SettingsLimitsTests
{
    private static readonly string Shipped = File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "hocon.conf"));

    [Theory]
    [InlineData("device.threads", "1", "1024", "0", "1025", "from 1 to 1024")]
    [InlineData("slices.target", "1ms", "10s", "999us", "10001ms", "from 1ms to 10s")]
    [InlineData("slices.ahead", "1", "100", "0", "101", "from 1 to 100")]
    [InlineData("snapshots.every-events", "1", "2147483647", "0", "2147483648", "of at least 1",
        "from 1 to 2147483647")]
    [InlineData("request-interval", "10ms", "1m", "9ms", "60001ms", "from 10ms to 1m")]
    [InlineData("checkpoints.cache", "0B", "1024TiB", "-1B", "1025TiB", "from 0B to 1024TiB")]
    [InlineData("checkpoints.largest-blob", "1MiB", "1024TiB", "1048575B", "1125899906842625B", "from 1MiB to 1024TiB")]
    [InlineData("checkpoints.patience", "1s", "24h", "999ms", "86401s", "from 1s to 24h")]
    [InlineData("checkpoints.collect-after", "0s", "720h", "-1s", "2592001s", "from 0ms to 720h")]
    [InlineData("checkpoints.collect-every", "1m", "720h", "59s", "2592001s", "from 1m to 720h", "from 0ms to 720h")]
    [InlineData("cluster.port", "0", "65535", "-1", "65536", "from 0 to 65535")]
    [InlineData("leases.lost-after", "1s", "1h", "999ms", "3601s", "from 1s to 1h")]
    [InlineData("leases.give-up-after", "1s", "1d", "999ms", "86401s", "from 1s to 24h")]
    public void A_setting_is_taken_at_its_limits_and_not_beyond(
        string key, string least, string most, string below, string above, string right, string? rightAbove = null)
    {
        Assert.NotNull(Read(key, least));
        Assert.NotNull(Read(key, most));
        Assert.All([(below, right), (above, rightAbove ?? right)], wrong =>
        {
            var sentence = Assert.Throws<InvalidConfigurationException>(() => Read(key, wrong.Item1)).Message;

            Assert.Contains($"riverrun.{key} is {wrong.Item1}; it must be ", sentence, StringComparison.Ordinal);
            Assert.Contains(wrong.Item2, sentence, StringComparison.Ordinal);
        });
    }

    private static HostSettings Read(string key, string value) =>
        SettingsReader.Read(Shipped, "hocon.conf", _ => null, overlay: ($"riverrun.{key} = \"{value}\"", "overlay"));
}
