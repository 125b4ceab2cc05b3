using Riverrun.Host.Hocon;

namespace Riverrun.Host.Tests.Hocon;

public sealed class ByteSizesTests
{
    [Theory]
    [InlineData("0B", 0L)]
    [InlineData("1000B", 1000L)]
    [InlineData("1KiB", 1024L)]
    [InlineData("8MiB", 8L * 1024 * 1024)]
    [InlineData("20GiB", 20L * 1024 * 1024 * 1024)]
    [InlineData("1TiB", 1L << 40)]
    public void A_size_is_a_whole_number_with_its_unit(string text, long bytes)
    {
        Assert.Equal(bytes, ByteSizes.Parse(text));
        Assert.Equal(text, ByteSizes.Write(bytes));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("20")]
    [InlineData("GiB")]
    [InlineData("-1B")]
    [InlineData("1.5GiB")]
    [InlineData("20GB")]
    [InlineData("9000000000TiB")]
    public void Anything_else_is_none(string? text) => Assert.Null(ByteSizes.Parse(text));
}
