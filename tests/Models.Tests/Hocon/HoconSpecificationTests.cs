using Riverrun.Models.Hocon;

namespace Riverrun.Models.Tests.Hocon;

/// <summary>
/// The rules of the specification of HOCON, those that are read here, by its own examples where it has some.
/// </summary>
public sealed class HoconSpecificationTests
{
    [Theory]
    [InlineData("", "")]
    [InlineData("\n # nothing\n", "")]
    [InlineData("\uFEFFa = 1", "a = 1\n")]
    [InlineData("{ \"a\" : 1,\n \"b\" : [ true, null_ ] }", "a = 1\nb = [true, null_]\n")]
    [InlineData("a = 1\r\nb = 2\r\n", "a = 1\nb = 2\n")]
    [InlineData("a = 1 // c\nb = 2 # c\n// c\n# c", "a = 1\nb = 2\n")]
    [InlineData("a = 1#c", "a = 1\n")]
    [InlineData("a = [1, 2, 3,]", "a = [1, 2, 3]\n")]
    [InlineData("a = [1\n2\n\n3\n,]", "a = [1, 2, 3]\n")]
    [InlineData("a { b = 1, }\n", "a.b = 1\n")]
    [InlineData("a =\n{ b = 1 }", "a.b = 1\n")]
    [InlineData("\"a\" :\n  [\n 1 ]", "a = [1]\n")]
    [InlineData("a = {}", "a = {}\n")]
    public void Comments_separators_and_commas(string text, string written) => Reads(text, written);

    [Theory]
    [InlineData("a = null", "")]
    [InlineData("a = 1\na = null", "")]
    [InlineData("a { b = 1 }\na = null\na { c = 2 }", "a.c = 2\n")]
    [InlineData("a { b = 1 }\na = 5\na { c = 2 }", "a.c = 2\n")]
    [InlineData("a : { b : 1 }, a : { c : 2, b : 3 }", "a.b = 3\na.c = 2\n")]
    [InlineData("a = [1, 2]\na = [3]", "a = [3]\n")]
    [InlineData("a = \"null\"", "a = \"null\"\n")]
    public void Duplicate_keys_merge_objects_replace_the_rest_and_null_unsets(string text, string written) =>
        Reads(text, written);

    [Theory]
    [InlineData("a.b.\"c.d\" = 1", "a.b.\"c.d\" = 1\n")]
    [InlineData("a b c : 42", "\"a b c\" = 42\n")]
    [InlineData("3.14 : 42", "3.14 = 42\n")]
    [InlineData("a\tb = 1", "\"a\\tb\" = 1\n")]
    [InlineData("a . b = 1", "a.b = 1\n")]
    [InlineData("\" a \" = 1", "\" a \" = 1\n")]
    [InlineData("\"\" = 1", "\"\" = 1\n")]
    [InlineData("foo\"bar\" = 1", "foobar = 1\n")]
    [InlineData("\"include\" = 1", "\"include\" = 1\n")]
    [InlineData("includes = 1", "includes = 1\n")]
    public void Keys_are_paths(string text, string written) => Reads(text, written);

    [Theory]
    [InlineData("a = foo bar  baz ", "foo bar  baz")]
    [InlineData("a = foo \"bar  \" baz", "foo bar   baz")]
    [InlineData("a = \"x\"y", "xy")]
    [InlineData("a = 10 minutes", "10 minutes")]
    [InlineData("a = 1e+3", "1e+3")]
    [InlineData("a = true or null", "true or null")]
    [InlineData("a = x\ty", "x\ty")]
    [InlineData("a = \"\"", "")]
    [InlineData("a = \"\\u00e9\\\"\\\\\\/\\b\\f\\n\\r\\t\"", "é\"\\/\b\f\n\r\t")]
    [InlineData("a = \"\\uD83D\\ude00\"", "😀")]
    [InlineData("a = \"https://x # y // z\"", "https://x # y // z")]
    [InlineData("a = \"\"\"one\n\\two \"\"three\"\"\"\"", "one\n\\two \"\"three\"")]
    [InlineData("a = \"\"\"\"\"\"", "")]
    public void Texts(string text, string value) =>
        Assert.Equal(value, ((HoconValue)HoconParser.Parse(text, "file").Items["a"]).Text);

    [Theory]
    [InlineData("a = [1, 2] [3]", "a = [1, 2, 3]\n")]
    [InlineData("a = [1]\na += 2\na += 3", "a = [1, 2, 3]\n")]
    [InlineData("a += 2", "a = [2]\n")]
    [InlineData("a = null\na += 2", "a = [2]\n")]
    [InlineData("a { b += 1 }\na.b += 2", "a.b = [1, 2]\n")]
    [InlineData("a += { b = 1 } { c = 2 }", "a = [{ b = 1, c = 2 }]\n")]
    [InlineData("a = { b = 1 } { c = 2 }", "a.b = 1\na.c = 2\n")]
    [InlineData("a = [{ b = 1 } { c = 2 }]", "a = [{ b = 1, c = 2 }]\n")]
    public void Arrays_and_objects_are_concatenated(string text, string written) => Reads(text, written);

    [Theory]
    [InlineData("a = \"x\\y\"", "file:1:7: \\y is no escape of a quoted text; write \\\\ for a backslash")]
    [InlineData("a = \"C:\\\\temp\\users\"", "file:1:14: \\u is not followed by four hexadecimal digits")]
    [InlineData("a = \"\\ud83d\"", "file:1:6: \\uD83D is half a letter;")]
    [InlineData("a = \"\\ude00\\ud83d\"", "file:1:6: \\uDE00 is half a letter;")]
    [InlineData("a = https://x", "file:1:10: ':' cannot stand in the value of a;")]
    [InlineData("a = /data//x",
        "file:1:10: '//' begins a comment in the value of a; put a space before it, or quote the value.")]
    [InlineData("a = /data/*.txt", "file:1:11: '*' cannot stand in the value of a;")]
    [InlineData("a = C\\x", "file:1:6: '\\' cannot stand in the value of a;")]
    [InlineData("a = 0,5",
        "file:1: '5' after a comma is no key; write a fraction with a point, such as 0.5, or numbers between "
            + "brackets.")]
    [InlineData("a = +5", "file:1:5: '+' cannot stand in the value of a;")]
    [InlineData("a = \"\"\"x\n", "file:1:5: the text after \"\"\" is never closed; add three double quotes.")]
    [InlineData("a = [1,,2]", "file:1:8: nothing stands before this comma in a; take it out.")]
    [InlineData("a = [,1]", "file:1:6: nothing stands before this comma in a; take it out.")]
    [InlineData("a = 1,,b = 2", "file:1:7: nothing stands before this comma; take it out.")]
    [InlineData(", a = 1", "file:1:1: nothing stands before this comma; take it out.")]
    [InlineData("a = 1 [2]", "file:1: 1 [2] joins values of different kinds;")]
    [InlineData("a { b = 1 } c = 2", "file:1:15: '=' cannot stand in the value of a;")]
    [InlineData("a = { b = 1 } c", "joins values of different kinds;")]
    [InlineData("a = 1\na += 2", "file:2: a is 1, and += appends to an array only; write = to replace it.")]
    [InlineData("a = [null]", "file:1: null cannot stand in an array; take it out, or quote the text.")]
    [InlineData("include \"x.conf\"", "file:1:1: include is not read here;")]
    [InlineData("a {\n  include file(\"x.conf\")\n}", "file:2:3: include is not read here;")]
    [InlineData("[1, 2]", "file:1:1: '[' cannot stand in a key;")]
    [InlineData("a..b = 1", "file:1:4: a key is empty;")]
    [InlineData("a = 1\nb = x\0y", "file:2:6: a NUL stands here;")]
    [InlineData("a = ]", "file:1: a has no value;")]
    [InlineData("a = [1 }", "'}' follows a value; put a comma or a new line between.")]
    public void What_is_not_in_the_subset_is_refused_where_it_stands(string text, string sentence)
    {
        var wrong = Assert.Throws<InvalidConfigurationException>(() => HoconParser.Parse(text, "file"));

        Assert.Contains(sentence, wrong.Message, StringComparison.Ordinal);
        Assert.EndsWith(".", wrong.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Half_a_letter_is_refused_where_it_stands() =>
        Assert.Equal(
            "file:1:6: half a surrogate pair stands here; write the whole letter.",
            Assert.Throws<InvalidConfigurationException>(() => HoconParser.Parse("a = x" + '\ud83d' + "y", "file"))
                .Message);

    private static void Reads(string text, string written) =>
        Assert.Equal(written, HoconWriter.Write(HoconParser.Parse(text, "file")));
}
