using Riverrun.Actors.Devices;

namespace Riverrun.Actors.Tests.Devices;

public sealed class SilenceTests
{
    [Fact]
    public void A_device_is_alone_when_two_of_its_ticks_brought_no_answer()
    {
        Assert.False(Silence.None.Longer().IsAlone);
        Assert.True(Silence.None.Longer().Longer().IsAlone);
    }

    [Theory]
    [InlineData(2, false)]
    [InlineData(3, true)]
    [InlineData(4, true)]
    public void A_silence_has_lasted_once_its_ticks_make_up_the_time(int ticks, bool lasted) =>
        Assert.Equal(lasted, new Silence(ticks).HasLasted(TimeSpan.FromSeconds(5), interval: TimeSpan.FromSeconds(2)));
}
