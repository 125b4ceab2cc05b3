using Riverrun.Host.Cli;
using Riverrun.Host.Hocon;

namespace Riverrun.Host.Tests.Cli;

public sealed class SpecDifferenceTests
{
    [Fact]
    public void The_same_spec_is_no_difference() => SpecDifference.Refuse("river", "a = 1\nb = 2\n", "b = 2\na = 1\n");

    [Theory]
    [InlineData("a = 1\nb = 3\n", "b is 2 there and 3 here")]
    [InlineData("a = 1\n", "b is 2 there and not set here")]
    [InlineData("a = 1\nb = 2\nc = 4\n", "c is not set there and 4 here")]
    public void A_difference_is_named_with_both_values(string asked, string difference) =>
        Assert.Equal(
            $"The run river exists in this home with another spec: {difference}; ask for the same, or choose another --name.",
            Assert.Throws<InvalidConfigurationException>(() => SpecDifference.Refuse("river", "a = 1\nb = 2\n", asked)).Message);
}
