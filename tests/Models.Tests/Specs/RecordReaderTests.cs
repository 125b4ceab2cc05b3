using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;
using Riverrun.Models.Hocon;
using Riverrun.Models.Plans;
using Riverrun.Models.Specs.Records;

namespace Riverrun.Models.Tests.Specs;

/// <summary>Records that nobody ships: what the reader makes of their constructors.</summary>
public sealed class RecordReaderTests
{
    private const string Least = "teacher-width = 8, heads = 2, shape { kind = ring, radius = 1.5 }";

    [Fact]
    public void Parameters_are_keys_and_what_is_not_written_is_their_default()
    {
        var read = Read(Least);

        Assert.Equal(
            (8, 2, 4, Mood.VeryCalm, "x", null),
            (read.TeacherWidth, read.Heads, read.HeadWidth, read.Mood, read.Label, read.Cap));
        Assert.Equal(new Shape.Ring(1.5), read.Shape);
        Assert.Equal(new Span(0, 10), read.Span);
        Assert.Empty(read.Files);
        Assert.Null(read.Terms);
    }

    [Fact]
    public void What_is_written_is_read_wherever_it_lies()
    {
        var read = Read(Least + """

            head-width = 3, mood = cross, label = y, cap = 0.5, files = [a, b], span.first = 2, decay.span-length = 7
            terms { repel { weight = 2 }, attract { weight = 1 } }
            shape = dot
            """);

        Assert.Equal((3, Mood.Cross, "y", 0.5), (read.HeadWidth, read.Mood, read.Label, read.Cap));
        Assert.Equal(["a", "b"], read.Files);
        Assert.Equal(new Span(2, 7), read.Span with { Length = read.SpanLength });
        Assert.Equal([new Term("attract", 1), new Term("repel", 2)], read.Terms);
        Assert.Equal(new Shape.Dot(), read.Shape);
    }

    [Theory]
    [InlineData("teacher-width = 0", "s.teacher-width is 0; it must be a whole number from 1 to 64.")]
    [InlineData("teacher-width = 3000000000", "s.teacher-width is 3000000000; it must be a whole number from 1 to 64.")]
    [InlineData("cap = 1", "s.cap is 1; it must be a number above 0 and below 1.")]
    [InlineData("mood = loud", "s.mood is loud; it must be one of very-calm, cross.")]
    [InlineData("shape.kind = cube", "s.shape.kind is cube; it must be one of dot, ring.")]
    [InlineData("shape = ring", "s.shape is ring; it must be dot or { kind = ring, radius = … }.")]
    [InlineData("shape.radius = -1", "s.shape.radius is -1; it must be a number of at least 0.")]
    [InlineData("shape.radios = 1", "s.shape.radios is not a key that exists here; perhaps you meant s.shape.radius.")]
    [InlineData("terms.a.wieght = 1, terms.a.weight = 1",
        "s.terms.a.wieght is not a key that exists here; perhaps you meant s.terms.a.weight.")]
    [InlineData("terms.a = 1", "s.terms.a is 1; it must be keys and values between braces.")]
    [InlineData("span = 3", "s.span is 3; it must be keys and values between braces.")]
    [InlineData("heads = 3", "s.heads is 3; it must divide s.teacher-width, which is 8.")]
    [InlineData("decay.span-lenght = 3",
        "s.decay.span-lenght is not a key that exists here; perhaps you meant s.decay.span-length.")]
    [InlineData("moot = cross", "s.moot is not a key that exists here; perhaps you meant s.mood.")]
    public void What_is_wrong_is_refused_by_its_whole_path(string change, string sentence)
    {
        var refusal = Assert.Throws<InvalidConfigurationException>(() => Read($"{Least}\n{change}"));

        Assert.EndsWith(sentence, refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void What_must_be_written_is_missed()
    {
        var refusal = Assert.Throws<InvalidConfigurationException>(() => Read("heads = 2, shape = dot"));

        Assert.EndsWith(
            "s.teacher-width is missing; it must be a whole number from 1 to 64.", refusal.Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_written_reads_as_the_same_record()
    {
        var read = Read(Least + "\nterms { a { weight = 0.1 } }\ncap = 1e-300, files = [\"/a b\"], span.first = 9");

        Assert.Equal(
            HoconWriter.Write(RecordWriter.Write(read)),
            HoconWriter.Write(RecordWriter.Write(Read(HoconWriter.Write(RecordWriter.Write(read))))));
        Assert.Contains("terms.a.weight = 0.1", HoconWriter.Write(RecordWriter.Write(read)), StringComparison.Ordinal);
    }

    private static Settings Read(string text) => RecordReader.Read<Settings>(
        new Section((HoconObject)HoconParser.Parse($"s {{ {text}\n }}", "file").Items["s"], "s"));

    internal enum Mood
    {
        VeryCalm,
        Cross,
    }

    internal sealed record Settings(
        [Range(1, 64)] int TeacherWidth,
        int Heads,
        [SpecKey(DefaultFrom = nameof(Settings.Share))] int HeadWidth,
        Shape Shape,
        [DefaultValue(Mood.VeryCalm)] Mood Mood,
        IReadOnlyList<string> Files,
        Span Span,
        [DefaultValue(1L), SpecKey(Path = "decay.span-length")] long SpanLength,
        string Label = "x",
        [Range(0, 1d, MinimumIsExclusive = true, MaximumIsExclusive = true)] double? Cap = null,
        IReadOnlyList<Term>? Terms = null) : IConsistent
    {
        public KeyProblem? Problem() => TeacherWidth % Heads == 0
            ? null
            : new KeyProblem("heads", $"must divide {{teacher-width}}, which is {TeacherWidth}");

        internal static int Share(int heads, int teacherWidth) => teacherWidth / heads;
    }

    [JsonDerivedType(typeof(Dot), "dot")]
    [JsonDerivedType(typeof(Ring), "ring")]
    internal abstract record Shape
    {
        internal sealed record Dot : Shape;

        internal sealed record Ring([Range(0, double.PositiveInfinity)] double Radius) : Shape;
    }

    internal sealed record Span(long First = 0, long Length = 10);

    internal sealed record Term(string Name, double Weight);
}
