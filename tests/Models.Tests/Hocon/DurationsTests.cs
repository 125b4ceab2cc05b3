using Riverrun.Models.Hocon;

namespace Riverrun.Models.Tests.Hocon;

public sealed class DurationsTests
{
    [Theory]
    [InlineData("1500ms", 15_000_000L)]
    [InlineData("2s", 20_000_000L)]
    [InlineData("0.5m", 300_000_000L)]
    [InlineData("10 minutes", 6_000_000_000L)]
    [InlineData("1 minute", 600_000_000L)]
    [InlineData("1d", 864_000_000_000L)]
    [InlineData("2 days", 1_728_000_000_000L)]
    [InlineData("1h", 36_000_000_000L)]
    [InlineData("3\tseconds", 30_000_000L)]
    [InlineData("1e3 millis", 10_000_000L)]
    [InlineData("250us", 2500L)]
    [InlineData("1 microsecond", 10L)]
    [InlineData("300ns", 3L)]
    [InlineData("1 nanos", null)]
    [InlineData("0ns", 0L)]
    [InlineData("-0s", 0L)]
    public void A_time_is_a_number_with_a_unit_of_the_specification(string text, long? ticks) =>
        Assert.Equal(ticks, Durations.Parse(text)?.Ticks);

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("150")]
    [InlineData("s")]
    [InlineData("1 fortnight")]
    [InlineData("1 S")]
    [InlineData("1M")]
    [InlineData("1,5s")]
    [InlineData("1_000ms")]
    [InlineData("+1s")]
    [InlineData("NaNs")]
    [InlineData("Infinitys")]
    [InlineData("1e400d")]
    [InlineData("11000000d")]
    [InlineData("1s 5ms")]
    public void Anything_else_is_none(string? text) => Assert.Null(Durations.Parse(text));
}
