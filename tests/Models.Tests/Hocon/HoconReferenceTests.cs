using Riverrun.Models.Hocon;

namespace Riverrun.Models.Tests.Hocon;

/// <summary>What references mean, by the examples of the specification where it has some.</summary>
public sealed class HoconReferenceTests
{
    [Theory]
    [InlineData("a = 1\nb = ${a}", "a = 1\nb = 1\n")]
    [InlineData("b = ${a}\na = 1\na = 2", "b = 2\na = 2\n")]
    [InlineData("a { x = 1 }\nb = ${a} { y = 2 }", "a.x = 1\nb.x = 1\nb.y = 2\n")]
    [InlineData("a = [1]\nb = ${a} [2] ${a}", "a = [1]\nb = [1, 2, 1]\n")]
    [InlineData("a = 1\nb = x ${a}y", "a = 1\nb = \"x 1y\"\n")]
    [InlineData("a.\"b.c\" = 1\nd = ${a.\"b.c\"}", "a.\"b.c\" = 1\nd = 1\n")]
    [InlineData("a = ${?none}", "")]
    [InlineData("a = 1\na = ${?none}", "a = 1\n")]
    [InlineData("a = x${?none}y", "a = xy\n")]
    [InlineData("a = ${?none}${?none}", "")]
    [InlineData("a = [1, ${?none}, 2]", "a = [1, 2]\n")]
    [InlineData("a = [${b}, { c = ${b} }], b = 7", "a = [7, { c = 7 }]\nb = 7\n")]
    [InlineData("a = ${NAME}", "a = of-environment\n")]
    [InlineData("NAME = here, a = ${NAME}", "NAME = here\na = here\n")]
    [InlineData("a = \"${b}\"", "a = \"${b}\"\n")]
    public void A_reference_means_the_last_value_or_the_environment(string text, string written) =>
        Reads(text, written);

    [Theory]
    [InlineData("path = \"a:b\"\npath = ${path}\":c\"", "path = \"a:b:c\"\n")]
    [InlineData("path = [a]\npath = ${path} [b]\npath = ${?path} [c]", "path = [a, b, c]\n")]
    [InlineData("path = ${?path}[a]", "path = [a]\n")]
    [InlineData("NAME = ${?NAME}x", "NAME = of-environmentx\n")]
    [InlineData("foo : { a : { c : 1 } }\nfoo : ${foo.a}\nfoo : { a : 2 }", "foo.a = 2\nfoo.c = 1\n")]
    [InlineData("bar : { foo : 42, baz : ${bar.foo} }", "bar.foo = 42\nbar.baz = 42\n")]
    [InlineData("bar : { foo : 42, baz : ${bar.foo} }\nbar : { foo : 43 }", "bar.foo = 43\nbar.baz = 43\n")]
    [InlineData("bar : { a : ${foo.d}, b : 1 }\nbar.b = 3\nfoo : { c : ${bar.b}, d : 2 }\nfoo.d = 4",
        "bar.a = 4\nbar.b = 3\nfoo.c = 3\nfoo.d = 4\n")]
    [InlineData("a : { b : 1 }\na : ${?a} { c : ${a.b} }", "a.b = 1\na.c = 1\n")]
    public void A_key_that_refers_to_itself_means_what_it_was_until_then(string text, string written) =>
        Reads(text, written);

    [Theory]
    [InlineData("a = ${a}", "file:1: ${a} is neither a key that is written before nor a variable of the environment;")]
    [InlineData("a = ${b}\nb = ${a}", "file:1: ${b} leads to ${a} leads to ${b}; take one of them out of the circle.")]
    [InlineData("a = ${b}\nb = x ${c} y\nc = ${a}", "${b} leads to ${c} leads to ${a} leads to ${b};")]
    [InlineData("a = { b = ${a} }", "${a} leads to ${a};")]
    [InlineData("a = [${a}]", "${a} leads to ${a};")]
    [InlineData("a = ${b} { c = 1 }, b = 5",
        "file:1: ${b} is 5 and stands beside an object; it must be keys and values between braces.")]
    [InlineData("a = ${b} [1], b = 5", "${b} [1] joins values of different kinds;")]
    [InlineData("a = ${b}\nb { c = ${none} }", "file:2: ${none} is neither a key that is written here nor a variable")]
    [InlineData("a = $NAME", "file:1:5: '$' begins a reference; write ${a.b} for a key")]
    [InlineData("a = ${b\nc = 1", "file:1:5: the '${' is never closed; add '}'.")]
    [InlineData("a = ${}", "a key is empty;")]
    [InlineData("a = ${? b c}", "${?b c}", true)]
    public void A_reference_that_leads_nowhere_or_in_a_circle_is_refused(
        string text, string sentence, bool isFine = false)
    {
        if (isFine)
        {
            Reads(text, "");

            return;
        }

        var wrong = Assert.Throws<InvalidConfigurationException>(() => HoconParser.Parse(text, "file", Environment));

        Assert.Contains(sentence, wrong.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_replaced_is_never_looked_at() =>
        Reads("a = ${none}\na = 1\nb { c = ${none} }\nb.c = 2", "a = 1\nb.c = 2\n");

    [Fact]
    public void A_later_document_changes_what_an_earlier_one_refers_to_and_appends_to_it()
    {
        var lower = HoconParser.Read("a = 1, b = ${a}, c = [1]", "lower");
        var upper = HoconParser.Read("a = 2, c += ${b}", "upper");

        Assert.Equal("a = 2\nb = 2\nc = [1, 2]\n", HoconWriter.Write(new HoconResolver([lower, upper]).Root()));
    }

    [Fact]
    public void Lines_that_each_double_the_one_before_are_refused_before_they_fill_the_memory()
    {
        var text = "a0 = xxxxxxxxxx\n"
            + string.Join('\n', Enumerable.Range(1, 40).Select(i => $"a{i} = ${{a{i - 1}}}${{a{i - 1}}}"));
        var objects = "a0 { x = 1 }\n"
            + string.Join(
                '\n', Enumerable.Range(1, 30).Select(i => $"a{i} {{ x = ${{a{i - 1}}}, y = ${{a{i - 1}}} }}"));

        foreach (var document in (string[])[text, objects])
            Assert.Contains(
                "the references make more than 1048576 letters of the document",
                Assert.Throws<InvalidConfigurationException>(() => HoconParser.Parse(document, "file")).Message,
                StringComparison.Ordinal);
    }

    [Fact]
    public void A_long_chain_of_references_is_refused_and_many_appended_items_are_not()
    {
        var chain = "a0 = 1\n"
            + string.Join('\n', Enumerable.Range(1, 10_000).Select(i => $"a{i} = ${{a{i - 1}}}").Reverse());
        var items = string.Join('\n', Enumerable.Range(1, 10_000).Select(i => $"a += {i}"));

        Assert.Contains(
            "more than 64 references lead to each other",
            Assert.Throws<InvalidConfigurationException>(() => HoconParser.Parse(chain, "file")).Message,
            StringComparison.Ordinal);
        Assert.Equal(10_000, ((HoconArray)HoconParser.Parse(items, "file").Items["a"]).Items.Count);
    }

    private static string? Environment(string name) => name == "NAME" ? "of-environment" : null;

    private static void Reads(string text, string written) =>
        Assert.Equal(written, HoconWriter.Write(HoconParser.Parse(text, "file", Environment)));
}
