using Riverrun.Models.Hocon;
using Riverrun.Models.Plans;
using Riverrun.Models.Specs;
using Riverrun.Models.Tasks;

namespace Riverrun.Host.Tests.Specs;

/// <summary>Specs with an objective of a program's own, and with numbers beside the rate.</summary>
public sealed class OwnSpecTests
{
    private const string Text = """
        name = own
        policy = wsd-s
        budgets = [40]
        learning-rate { peak = 0.1, floor-ratio = 0.1, warm-up-steps = 5, decay { shape = inverse, basis = total, value = 0.1 } }
        objective { kind = spec-test, width = 8 }
        data { batch = 4 }
        device { kind = cpu, threads = 1, precision = f32 }
        """;

    static OwnSpecTests() =>
        ObjectiveKinds.Kinds.Add(ObjectiveKind.Of<Settings>("spec-test", (_, _) => throw new NotSupportedException()));

    [Fact]
    public void Settings_come_from_the_constructor_with_its_defaults_and_are_the_same_when_written_and_read_again()
    {
        var read = Read(Text);

        var again = Read(SpecWriter.WriteFile(read));

        Assert.Equal("""{"width":8,"share":0.5,"name":"x","deep":true}""", read.Main.Objective!.Settings.ToString());
        Assert.Equal(read.Main.Objective, again.Main.Objective);
        Assert.IsType<ModelConfig.OwnModel>(again.Main.Model);
        Assert.IsType<CorpusConfig.OwnData>(again.Main.Data);
        Assert.Equal(new BatchConfig(4), again.Main.Batch);
    }

    [Fact]
    public void Controls_are_read_by_name_and_are_the_same_when_written_and_read_again()
    {
        var read = Read(
            Text + "\ncontrols { lambda { from = 1, to = 0.1, steps = 30, shape = exponential }, batch { from = 2, to "
                + "= 8, first-step = 10, steps = 20 } }");

        var again = Read(SpecWriter.WriteFile(read));

        Assert.Equal(
            [new Control("batch", 2, 8, 10, 20), new Control("lambda", 1, 0.1, 0, 30, ControlShape.Exponential)],
            read.Main.Controls);
        Assert.Equal(read.Main.Controls, again.Main.Controls);
    }

    [Theory]
    [InlineData("objective.width = wide", "objective.width is wide; it must be a whole number")]
    [InlineData("objective.widht = 3",
        "objective.widht is not a key that exists here; perhaps you meant objective.width.")]
    [InlineData("objective.share = 2",
        "objective.kind is spec-test; it refuses its settings: share is 2; it must be from 0 to 1.")]
    [InlineData("objective.kind = nobody", "objective.kind is nobody; it must be one of ")]
    [InlineData("controls.batch { from = 0, to = 3 }",
        "controls.batch.from is 0; it must be a number of at least 1, since a batch has rows.")]
    [InlineData("controls.x { from = 0, to = 3, shape = exponential }",
        "controls.x.shape is exponential; it needs controls.x.from and controls.x.to above 0")]
    [InlineData("controls.x { from = 1 }", "controls.x.to is missing; it must be a number that is finite.")]
    public void What_is_wrong_is_refused_with_a_sentence(string change, string sentence)
    {
        var refusal = Assert.Throws<InvalidConfigurationException>(() => Read($"{Text}\n{change}"));

        Assert.Contains(sentence, refusal.Message, StringComparison.Ordinal);
    }

    private static RunSpec Read(string text) =>
        SpecReader.Read(new HoconResolver([HoconParser.Read(text, "test")]).Root()).Spec;

    internal sealed record Settings
    {
        public Settings(int width, double share = 0.5, string name = "x", bool deep = true) =>
            (Width, Share, Name, Deep) = (
                width, share is >= 0 and <= 1
                    ? share : throw new ArgumentException($"share is {share}; it must be from 0 to 1."), name, deep);

        public int Width { get; }

        public double Share { get; }

        public string Name { get; }

        public bool Deep { get; }
    }
}
