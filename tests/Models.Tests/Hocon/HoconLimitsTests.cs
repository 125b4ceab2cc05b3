using Riverrun.Models.Hocon;

namespace Riverrun.Models.Tests.Hocon;

/// <summary>What a document may have at most, and one more of it.</summary>
public sealed class HoconLimitsTests
{
    [Fact]
    public void Thirty_two_levels_are_read_and_one_more_is_refused()
    {
        Assert.All<Func<int, string>>(
            [
                levels => string.Join('.', Enumerable.Repeat("a", levels)) + " = 1",
                levels => "a = " + new string('[', levels - 1) + new string(']', levels - 1),
                levels => string.Concat(Enumerable.Repeat("a {", levels)) + new string('}', levels),
            ],
            text =>
            {
                Assert.NotEmpty(HoconParser.Parse(text(32), "file").Items);
                Assert.Contains("more than 32 levels", Refusal(text(33)), StringComparison.Ordinal);
            });
    }

    [Fact]
    public void Sixty_four_references_lead_to_each_other_and_one_more_is_refused()
    {
        Assert.Equal("1", HoconParser.Parse(Chain(64), "file").Items["a64"].ToString());
        Assert.Contains("more than 64 references", Refusal(Chain(65)), StringComparison.Ordinal);

        static string Chain(int references) =>
            "a0 = 1\n" + string.Join(
                '\n', Enumerable.Range(1, references).Select(i => $"a{i} = ${{a{i - 1}}}").Reverse());
    }

    [Fact]
    public void A_file_of_a_mebibyte_is_read()
    {
        var file = Path.GetTempFileName();

        try
        {
            File.WriteAllText(file, "a = 1 #".PadRight(1 << 20, '#'));

            Assert.Equal(1 << 20, HoconFile.Read(file).Length);
        }
        finally
        {
            File.Delete(file);
        }
    }

    private static string Refusal(string text) =>
        Assert.Throws<InvalidConfigurationException>(() => HoconParser.Parse(text, "file")).Message;
}
