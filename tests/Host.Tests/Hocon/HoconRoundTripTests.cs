using System.Text;
using Riverrun.Models.Hocon;

namespace Riverrun.Host.Tests.Hocon;

public sealed class HoconRoundTripTests
{
    private const string Letters = "ab.0-_ \t\n\r\"\\/#$:={}[],+*?!@&^`'é😀\u0001\u007f\u0085\u2028\uFEFF";

    [Fact]
    public void What_is_written_reads_as_the_same_tree()
    {
        for (var seed = 0; seed < 2000; seed++)
        {
            var tree = Object(new Random(seed), depth: 3);
            var text = HoconWriter.Write(tree);

            var again = HoconParser.Parse(text, "again");

            Assert.True(Shape(tree) == Shape(again), $"seed {seed}:\n{text}");
            Assert.Equal(text, HoconWriter.Write(again));
        }
    }

    /// <summary>But for the spaces at a text's ends, which Akka takes off.</summary>
    [Fact]
    public void Akka_reads_what_is_written_as_the_same_texts()
    {
        for (var seed = 0; seed < 500; seed++)
        {
            var value = Text(new Random(seed));
            var tree = HoconParser.Parse($"akka {{ a.\"/b/*\" = 1, list = [x, y] }}", "file");
            ((HoconObject)tree.Items["akka"]).Set("text", new HoconValue(new Origin("test", 0), value));

            var akka = Akka.Configuration.ConfigurationFactory.ParseString(HoconWriter.Write(tree));

            Assert.Equal(value.Trim(), akka.GetString("akka.text"));
            Assert.Equal(1, akka.GetInt("akka.a.\"/b/*\""));
            Assert.Equal(["x", "y"], akka.GetStringList("akka.list"));
        }
    }

    private static HoconObject Object(Random random, int depth)
    {
        var made = new HoconObject(new Origin("test", 0));

        for (var i = random.Next(4); i > 0; i--)
            made.Set(Text(random), Node(random, depth - 1));

        return made;
    }

    private static HoconNode Node(Random random, int depth) => random.Next(depth > 0 ? 5 : 3) switch
    {
        3 => Object(random, depth),
        4 => new HoconArray(
            new Origin("test", 0), [.. Enumerable.Range(0, random.Next(4)).Select(_ => Node(random, depth - 1))]),
        _ => new HoconValue(new Origin("test", 0), random.Next(8) == 0 ? "null" : Text(random)),
    };

    private static string Text(Random random)
    {
        var runes = Letters.EnumerateRunes().ToList();
        var text = new StringBuilder();

        for (var i = random.Next(8); i > 0; i--)
            text.Append(runes[random.Next(runes.Count)]);

        return random.Next(12) == 0 ? "include" : text.ToString();
    }

    private static string Shape(HoconNode node) => node switch
    {
        HoconObject made =>
            $"{{{string.Join(';', made.Items.OrderBy(item => item.Key,
                StringComparer.Ordinal).Select(item => $"<{item.Key}>{Shape(item.Value)}"))}}}",
        HoconArray array => $"[{string.Join(';', array.Items.Select(Shape))}]",
        _ => $"<{((HoconValue)node).Text}>",
    };
}
