using Riverrun.Host.Cli;

namespace Riverrun.Host.Tests.Cli;

/// <summary>Numbers on the command line, at the greatest that each may be and one beyond.</summary>
public sealed class OptionLimitsTests
{
    [Theory]
    [InlineData("sample r --tokens", "0", "1000000", "1000001",
        "--tokens is 1000001; it must be a whole number from 0 to 1000000")]
    [InlineData("sample r --seed", "0", "9223372036854775807", "9223372036854775808",
        "--seed is 9223372036854775808; it must be a whole number from 0 to 9223372036854775807")]
    [InlineData("sample r --seed", "0", "1", "-1", "--seed is -1; it must be a whole number of at least 0")]
    [InlineData("events r --limit", "1", "2147483647", "2147483648",
        "--limit is 2147483648; it must be a whole number from 1 to 2147483647")]
    [InlineData("events r --last", "1", "2147483647", "0",
        "--last is 0; it must be a whole number from 1 to 2147483647")]
    [InlineData("events r --after", "0", "9223372036854775807", "1e19",
        "--after is 1e19; it must be a whole number from 0 to 9223372036854775807")]
    [InlineData("budget add r", "1", "1000000000000", "1000000000001",
        "STEPS is 1000000000001; it must be a whole number from 1 to 1000000000000")]
    [InlineData("serve --cluster-port", "0", "65535", "65536",
        "--cluster-port is 65536; it must be a whole number from 0 to 65535")]
    [InlineData("run x --seed", "0", "9223372036854775807", "9223372036854775808",
        "--seed is 9223372036854775808; it must be a whole number from 0 to 9223372036854775807")]
    public void A_number_is_taken_at_its_limits_and_not_beyond(
        string words, string least, string most, string beyond, string sentence)
    {
        Assert.Empty(Errors($"{words} {least}"));
        Assert.Empty(Errors($"{words} {most}"));
        Assert.Contains(sentence, Errors($"{words} {beyond}"));
    }

    private static IEnumerable<string> Errors(string words) =>
        CommandLine.Root().Parse(words).Errors.Select(error => error.Message);
}
