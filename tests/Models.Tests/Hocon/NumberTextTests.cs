using Riverrun.Models.Hocon;

namespace Riverrun.Models.Tests.Hocon;

public sealed class NumberTextTests
{
    [Theory]
    [InlineData("400", 400L)]
    [InlineData("400.0", 400L)]
    [InlineData("4e2", 400L)]
    [InlineData("40000e-2", 400L)]
    [InlineData("0.004E+5", 400L)]
    [InlineData("007", 7L)]
    [InlineData("-0", 0L)]
    [InlineData("0e999999999999", 0L)]
    [InlineData("9223372036854775807", long.MaxValue)]
    [InlineData("-9223372036854775808", long.MinValue)]
    public void A_whole_number_is_one_however_it_is_written(string text, long number) =>
        Assert.Equal(number, NumberText.Whole(text));

    [Theory]
    [InlineData("400.5")]
    [InlineData("1e-1")]
    [InlineData("1e-999999999999")]
    [InlineData("1e999999999999")]
    [InlineData("9223372036854775808")]
    [InlineData("-9223372036854775809")]
    [InlineData("1e19")]
    public void A_fraction_and_what_a_long_cannot_hold_are_no_whole_number(string text) =>
        Assert.Null(NumberText.Whole(text));

    [Theory]
    [InlineData("0.8", 0.8)]
    [InlineData("1e-2", 0.01)]
    [InlineData("3E+4", 3e4)]
    [InlineData("-12.5", -12.5)]
    [InlineData("1.7976931348623157e308", double.MaxValue)]
    [InlineData("5e-324", double.Epsilon)]
    public void A_real_number_is_the_nearest_double(string text, double number) =>
        Assert.Equal(number, NumberText.Real(text));

    [Fact]
    public void Minus_zero_is_zero() =>
        Assert.Equal(
            BitConverter.DoubleToInt64Bits(0.0), BitConverter.DoubleToInt64Bits(NumberText.Real("-0.0")!.Value));

    [Theory]
    [InlineData("1e400")]
    [InlineData("-1e400")]
    [InlineData("1e-400")]
    [InlineData("1e99999999999999999999")]
    public void What_a_double_cannot_hold_is_no_number(string text) => Assert.Null(NumberText.Real(text));

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData(" 1")]
    [InlineData("1 ")]
    [InlineData("+1")]
    [InlineData("0,8")]
    [InlineData("1,000")]
    [InlineData("1_000")]
    [InlineData("1'000")]
    [InlineData("0x10")]
    [InlineData("1.")]
    [InlineData(".5")]
    [InlineData("1.2.3")]
    [InlineData("1e")]
    [InlineData("1e+")]
    [InlineData("e5")]
    [InlineData("-")]
    [InlineData("--1")]
    [InlineData("1-")]
    [InlineData("(1)")]
    [InlineData("$1")]
    [InlineData("NaN")]
    [InlineData("Infinity")]
    [InlineData("-∞")]
    [InlineData("١٢")]
    [InlineData("１")]
    public void What_json_does_not_call_a_number_is_none(string? text)
    {
        Assert.Null(NumberText.Whole(text));
        Assert.Null(NumberText.Real(text));
    }
}
