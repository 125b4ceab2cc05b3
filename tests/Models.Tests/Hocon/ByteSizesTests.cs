using Riverrun.Models.Hocon;

namespace Riverrun.Models.Tests.Hocon;

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
    [InlineData("20GB", 20_000_000_000L)]
    [InlineData("20G", 20L << 30)]
    [InlineData("20g", 20L << 30)]
    [InlineData("20 Gi", 20L << 30)]
    [InlineData("1kB", 1000L)]
    [InlineData("1K", 1024L)]
    [InlineData("1k", 1024L)]
    [InlineData("2 kilobytes", 2000L)]
    [InlineData("2 kibibytes", 2048L)]
    [InlineData("3MB", 3_000_000L)]
    [InlineData("3 mebibyte", 3L << 20)]
    [InlineData("7 bytes", 7L)]
    [InlineData("1.5GiB", 3L << 29)]
    [InlineData("1e3B", 1000L)]
    [InlineData("7EiB", 7L << 60)]
    [InlineData("2PB", 2_000_000_000_000_000L)]
    public void The_units_of_the_specification_are_powers_of_ten_and_of_two(string text, long bytes) =>
        Assert.Equal(bytes, ByteSizes.Parse(text));

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("20")]
    [InlineData("GiB")]
    [InlineData("-1B")]
    [InlineData("1.0001KiB")]
    [InlineData("20Gb")]
    [InlineData("20 G B")]
    [InlineData("+1B")]
    [InlineData("1,000B")]
    [InlineData("0x10B")]
    [InlineData("8EiB")]
    [InlineData("NaNB")]
    [InlineData("9000000000TiB")]
    public void Anything_else_is_none(string? text) => Assert.Null(ByteSizes.Parse(text));
}
