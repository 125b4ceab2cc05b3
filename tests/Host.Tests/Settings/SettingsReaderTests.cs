using Riverrun.Host.Settings;
using Riverrun.Models.Hocon;
using Riverrun.Models.Plans;

namespace Riverrun.Host.Tests.Settings;

public sealed class SettingsReaderTests
{
    private static readonly string Shipped = File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "hocon.conf"));

    [Fact]
    public void The_shipped_configuration_has_the_documented_defaults()
    {
        var settings = Read(Shipped);

        Assert.Equal(
            (Path.GetFullPath(".riverrun"), Path.GetFullPath(".riverrun/tokens")),
            (settings.Home, settings.TokenDirectory));
        Assert.Equal(new DeviceConfig(DeviceKind.Cpu, 1, Precision.Full), settings.Device);
        Assert.Equal(
            (TimeSpan.FromMilliseconds(150), 3, 500),
            (settings.SliceTarget, settings.SlicesAhead, settings.SnapshotEveryEvents));
        Assert.Equal((TimeSpan.FromSeconds(1), true), (settings.RequestInterval, settings.StopOnDivergence));
        Assert.Equal(
            new StoreSettings(
                new StoreAddress.Folder(Path.GetFullPath(".riverrun/checkpoints"), OfHome: true),
                20L << 30,
                64L << 30,
                TimeSpan.FromMinutes(2),
                TimeSpan.FromHours(1)),
            settings.Checkpoints);
        Assert.Contains("loglevel = OFF", settings.AkkaConfig, StringComparison.Ordinal);
    }

    [Fact]
    public void The_environment_goes_over_the_file_and_the_command_line_over_both()
    {
        string? Environment(string name) => name switch
        {
            "RIVERRUN_HOME" => "/of/environment",
            "RIVERRUN_DEVICE_THREADS" => "2",
            "RIVERRUN_SLICES_TARGET" => "1s",
            "RIVERRUN_TOKENS" => "/of/all",
            _ => null,
        };

        var settings = SettingsReader.Read(Shipped, "hocon.conf", Environment);
        var asked = SettingsReader.Read(Shipped, "hocon.conf", Environment, "/of/command");

        Assert.Equal(
            ("/of/environment", 2, TimeSpan.FromSeconds(1)),
            (settings.Home, settings.Device.Threads, settings.SliceTarget));
        Assert.Equal(("/of/command", "/of/all"), (asked.Home, asked.TokenDirectory));
    }

    [Theory]
    [InlineData("target = 150ms", "target = 150",
        "riverrun.slices.target is 150; it must be a time with its unit from 1ms to 10s, such as 150ms.")]
    [InlineData("target = 150ms", "target = 0ms",
        "riverrun.slices.target is 0ms; it must be a time with its unit from 1ms to 10s, such as 150ms.")]
    [InlineData("ahead = 3", "ahead = 0", "riverrun.slices.ahead is 0; it must be a whole number from 1 to 100.")]
    [InlineData("ahead = 3", "ahed = 3", "riverrun.slices.ahead is missing; it must be a whole number from 1 to 100.")]
    [InlineData("every-events = 500", "every-events = few",
        "riverrun.snapshots.every-events is few; it must be a whole number of at least 1.")]
    [InlineData("kind = cpu", "kind = gpu", "riverrun.device.kind is gpu; it must be one of cpu, cuda.")]
    [InlineData("stop-on-divergence = true", "stop-on-divergence = maybe",
        "riverrun.stop-on-divergence is maybe; it must be true, on or yes, or else false, off or no.")]
    [InlineData("cache = 20GiB", "cache = 20",
        "riverrun.checkpoints.cache is 20; it must be a size with its unit from 0B to 1024TiB, such as 20GiB.")]
    [InlineData("cache = 20GiB", "cache = 2000TiB",
        "riverrun.checkpoints.cache is 2000TiB; it must be a size with its unit from 0B to 1024TiB, such as 20GiB.")]
    [InlineData("largest-blob = 64GiB", "largest-blob = 1KiB",
        "riverrun.checkpoints.largest-blob is 1KiB; it must be a size with its unit from 1MiB to 1024TiB, such as "
            + "20GiB.")]
    [InlineData("collect-every = 0s", "collect-every = 30s",
        "riverrun.checkpoints.collect-every is 30s; it must be 0s for never, or a time from 1m to 720h.")]
    [InlineData("collect-after = 1h", "collect-after = 60",
        "riverrun.checkpoints.collect-after is 60; it must be a time with its unit from 0ms to 720h, such as 150ms.")]
    [InlineData("store = \"\"", "store = \"ftp://host/dir\"",
        "riverrun.checkpoints.store is ftp://host/dir; it must be a directory (/shared/checkpoints or "
            + "file:/shared/checkpoints), a bucket (s3://bucket/prefix), coordinators (https://host:7447, "
            + "https://other:7447), or empty for the home.")]
    [InlineData("request-interval = 1s", "request-interval = 1s\n  request-intervall = 1s",
        "riverrun.request-intervall is not a key that exists here; perhaps you meant riverrun.request-interval.")]
    [InlineData("akka {", "akk {", "akka is missing; it must be keys and values between braces.")]
    public void A_bad_configuration_is_refused_with_file_line_key_and_value(string right, string wrong, string sentence)
    {
        Assert.Contains(right, Shipped, StringComparison.Ordinal);

        var refusal =
            Assert.Throws<InvalidConfigurationException>(
                () => Read(Shipped.Replace(right, wrong, StringComparison.Ordinal)));

        Assert.Matches(@"\Ahocon\.conf:\d+: ", refusal.Message);
        Assert.EndsWith(sentence, refusal.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("true", true)]
    [InlineData("on", true)]
    [InlineData("yes", true)]
    [InlineData("false", false)]
    [InlineData("off", false)]
    [InlineData("no", false)]
    public void A_flag_is_written_as_hocon_writes_it(string written, bool isSet)
    {
        var settings = SettingsReader.Read(
            Shipped, "hocon.conf", name => name is "RIVERRUN_CLUSTER_INSECURE" or "RIVERRUN_BEHIND_TLS_PROXY"
                ? written : null);

        Assert.Equal((isSet, isSet), (settings.Cluster.Insecure, settings.Http.BehindTlsProxy));
    }

    [Theory]
    [InlineData("", "--home is empty; it must be a directory, such as .riverrun.")]
    [InlineData("/a\nb",
        "--home is /a?b, with a control character where each '?' stands; it must be a directory whose path is one "
            + "line of text.")]
    [InlineData("/a\0",
        "--home is /a?, with a control character where each '?' stands; it must be a directory whose path is one line "
            + "of text.")]
    public void A_home_that_is_no_path_is_refused(string home, string sentence) =>
        Assert.Equal(
            sentence,
            Assert.Throws<InvalidConfigurationException>(
                () => SettingsReader.Read(Shipped, "hocon.conf", _ => null, home)).Message);

    [Fact]
    public void Times_and_sizes_take_every_unit_that_the_file_promises()
    {
        var settings = Read(Shipped
            .Replace("give-up-after = 2m", "give-up-after = 1d", StringComparison.Ordinal)
            .Replace("patience = 2m", "patience = 10 minutes", StringComparison.Ordinal)
            .Replace("cache = 20GiB", "cache = 20G", StringComparison.Ordinal)
            .Replace("largest-blob = 64GiB", "largest-blob = 2 TB", StringComparison.Ordinal));

        Assert.Equal(
            (TimeSpan.FromDays(1), TimeSpan.FromMinutes(10)),
            (settings.Leases.GiveUpAfter, settings.Checkpoints.Patience));
        Assert.Equal(
            (20L << 30, 2_000_000_000_000), (settings.Checkpoints.CacheBytes, settings.Checkpoints.LargestBlobBytes));
    }

    [Fact]
    public void Akka_reads_its_section_as_it_was_written()
    {
        var akka = Akka.Configuration.ConfigurationFactory.ParseString($"akka {{ {Read(Shipped).AkkaConfig} }}");

        Assert.Equal("OFF", akka.GetString("akka.loglevel"));
        Assert.Equal("off", akka.GetString("akka.coordinated-shutdown.run-by-clr-shutdown-hook"));
    }

    private static HostSettings Read(string text) => SettingsReader.Read(text, "hocon.conf", _ => null);
}
