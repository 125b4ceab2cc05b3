using Riverrun.Models.Hocon;

namespace Riverrun.Models.Tests.Hocon;

public sealed class HoconParserTests
{
    [Fact]
    public void Nested_dotted_and_braced_keys_are_the_same_tree()
    {
        var braced = HoconParser.Parse("a { b { c = 1, d = [x, \"y z\"] } }", "one");
        var dotted = HoconParser.Parse("a.b.c = 1 # a comment\na.b : { d = [x, \"y z\"] } // another", "two");

        Assert.Equal("a.b.c = 1\na.b.d = [x, \"y z\"]\n", HoconWriter.Write(braced));
        Assert.Equal(HoconWriter.Write(braced), HoconWriter.Write(dotted));
    }

    [Fact]
    public void What_is_written_later_wins_and_objects_merge()
    {
        var tree = HoconParser.Parse("a { b = 1, c = 2 }\na.b = 3\na { d = 4 }", "file");

        Assert.Equal("a.b = 3\na.c = 2\na.d = 4\n", HoconWriter.Write(tree));
    }

    [Fact]
    public void An_optional_variable_replaces_only_when_it_is_set()
    {
        const string Text = "a = 1\na = ${?NAME}";

        Assert.Equal("a = 1\n", HoconWriter.Write(HoconParser.Parse(Text, "file", _ => null)));
        Assert.Equal(
            "a = 7\n", HoconWriter.Write(HoconParser.Parse(Text, "file", name => name == "NAME" ? "7" : null)));
    }

    [Fact]
    public void Text_that_needs_quotes_survives_writing_and_reading()
    {
        var tree = HoconParser.Parse("a = \"x = \\\"1\\\" # {y}\"\n\"b.c\" = \"/data/*.txt\"", "file");

        var again = HoconParser.Parse(HoconWriter.Write(tree), "again");

        Assert.Equal("x = \"1\" # {y}", ((HoconValue)again.Items["a"]).Text);
        Assert.Equal("/data/*.txt", ((HoconValue)again.Items["b.c"]).Text);
    }

    [Theory]
    [InlineData("a {\n b = 1\n", "file:3:1: the '{' of line 1 is never closed; add '}'.")]
    [InlineData("x = 1\na = [1, 2", "file:2: the '[' of a is never closed; add ']'.")]
    [InlineData("a = 1\n}", "file:2:1: '}' closes nothing; take it out.")]
    [InlineData("a = = 2", "file:1:5: '=' cannot stand in the value of a; begin a new line, or quote the value.")]
    [InlineData("a\nb = 1", "file:1: 'a' has no value; write 'a = …'.")]
    [InlineData("a =\nb = 1", "file:1: a has no value; write a = ….")]
    [InlineData("a = \"x\nb = 1", "file:1:5: the text \"x is never closed; add a double quote.")]
    [InlineData("a = ${NAME}",
        "file:1: ${NAME} is neither a key that is written here nor a variable of the environment; write it, or "
            + "${?NAME} to do without.")]
    [InlineData("seed = 1 name = x",
        "file:1:15: '=' cannot stand in the value of seed; begin a new line, or quote the value.")]
    public void What_is_not_well_formed_is_refused_with_its_line(string text, string message)
    {
        var wrong = Assert.Throws<InvalidConfigurationException>(() => HoconParser.Parse(text, "file"));

        Assert.Equal(message, wrong.Message);
    }

    [Theory]
    [InlineData("{")]
    [InlineData("a {")]
    [InlineData("a = [")]
    [InlineData("a = {")]
    [InlineData("a.")]
    public void What_lies_too_deep_is_refused_and_does_not_end_the_process(string level)
    {
        var text = string.Concat(Enumerable.Repeat(level, 100_000));

        var wrong = Assert.Throws<InvalidConfigurationException>(() => HoconParser.Parse(text, "file"));

        Assert.StartsWith("file:1:", wrong.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("more than 0", wrong.Message, StringComparison.Ordinal);
    }
}
