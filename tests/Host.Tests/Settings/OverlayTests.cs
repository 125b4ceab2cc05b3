using Riverrun.Host.Settings;
using Riverrun.Models.Hocon;

namespace Riverrun.Host.Tests.Settings;

public sealed class OverlayTests
{
    private static readonly string Shipped = File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "hocon.conf"));

    [Fact]
    public void An_overlay_changes_what_it_says_and_nothing_else()
    {
        var settings = Read("riverrun { home = /of/overlay, leases.lost-after = 20s }");

        Assert.Equal("/of/overlay", settings.Home);
        Assert.Equal(TimeSpan.FromSeconds(20), settings.Leases.LostAfter);
        Assert.Equal(3, settings.SlicesAhead);
    }

    [Theory]
    [InlineData("riverrun.homes = /x",
        "over.conf:1: riverrun.homes is not a key that exists here; perhaps you meant riverrun.home.")]
    [InlineData("river { }", "over.conf:1: river is not a key that exists here;")]
    [InlineData("\nriverrun.slices.ahead = 0",
        "over.conf:2: riverrun.slices.ahead is 0; it must be a whole number from 1 to 100.")]
    public void A_wrong_overlay_is_refused_with_its_own_file_and_line(string overlay, string sentence) =>
        Assert.StartsWith(
            sentence, Assert.Throws<InvalidConfigurationException>(() => Read(overlay)).Message,
            StringComparison.Ordinal);

    private static HostSettings Read(string overlay) =>
        SettingsReader.Read(Shipped, "hocon.conf", _ => null, null, (overlay, "over.conf"));
}
