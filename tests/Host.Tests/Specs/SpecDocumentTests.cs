using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Riverrun.Models.Plans;
using Riverrun.Models.Specs;

namespace Riverrun.Host.Tests.Specs;

/// <summary>The reference of a spec says what the readers know, and its examples can be run.</summary>
public sealed partial class SpecDocumentTests
{
    private const string Bigram = """
        name = b, policy = wsd, budgets = [100], learning-rate.peak = 1
        model { kind = bigram, deterministic-contexts = 8, uncertain-contexts = 8, tokens = 8 }
        optimizer.kind = sgd
        data { kind = bigram, batch = 8 }
        """;

    private const string Published = """
        model {
          rope-scaling { kind = llama3, factor = 8, low-frequency-factor = 1, high-frequency-factor = 4, original-context = 8192 }
          from { folder = /m, digest = 0000000000000000000000000000000000000000000000000000000000000000, positions = 131072 }
        }
        data.tokenizer { kind = hugging-face, folder = /m }
        """;

    private static readonly string DocumentFile = Path.Combine(Repository.Root, "src", "Models", "Specs", "README.md");

    private static readonly string Document = File.ReadAllText(DocumentFile);

    [Fact]
    public void The_table_of_keys_is_that_of_the_records()
    {
        var table = Table();

        if (Environment.GetEnvironmentVariable("RIVERRUN_APPROVE") == "1")
            File.WriteAllText(DocumentFile, Keys().Replace(Document, _ => table));

        Assert.True(table == Keys().Match(File.ReadAllText(DocumentFile)).Value, $"""
            The table of keys in {DocumentFile} is not what recipes --keys prints. This writes it anew:
            RIVERRUN_APPROVE=1 dotnet test --project tests/Host.Tests -c Release --filter-class '*SpecDocumentTests'
            """);
    }

    [Fact]
    public void Every_key_that_the_reader_asks_for_is_in_the_reference_and_no_other_is()
    {
        var asked = new[]
            {
                Specs.Least + "\ncontrols.x { from = 1, to = 2 }\nscheduling.priority = 1",
                Specs.Least + "\ndata { kind = text, files = [a.txt], tokenizer { kind = bpe, vocabulary = v, merges "
                    + "= m } }",
                Bigram,
                Bigram.Replace("wsd", "wsm", StringComparison.Ordinal) + "\nmerge.window = 0.5",
                Specs.Least + "\n" + Published,
                Example("staged")
                    .Replace("carry {",
                        "carry { weights { pattern = \"*\", count = 1 }, moments = false, transfer { kind = scale-up "
                            + "},", StringComparison.Ordinal),
            }
            .SelectMany(text => SpecLoader.Change(text, []).Keys)
            .Select(key => Index().Replace(key, "[]").Replace("controls.x", "controls.NAME", StringComparison.Ordinal))
            .ToHashSet();
        var listed = Listed().Select(key => key.Path).ToHashSet();

        // A section is listed by its keys, and what lies in a stage is what lies in the run.
        var leaves = asked
            .Where(key => !asked.Any(other => other.StartsWith(key + ".", StringComparison.Ordinal)))
            .Where(key =>
                !(key.StartsWith("stages[].", StringComparison.Ordinal) && asked.Contains(key["stages[].".Length..])));

        Assert.Equal(["objective", "stages"], leaves.Except(listed).Order());
        Assert.Equal(["seeds", "sweep", "objective.kind"], listed.Except(asked)); // The loader reads the first two.
    }

    [Fact]
    public async Task The_staged_example_can_be_run()
    {
        var cancel = TestContext.Current.CancellationToken;
        using var file = new TemporarySpec(Example("staged"));

        var (code, output, error) =
            await RiverrunProcess.RunAsync(file.Path + ".home", cancel, "run", file.Path, "--dry-run");

        Assert.Equal((0, ""), (code, error));
        Assert.Contains("small-batch  warm@200", output, StringComparison.Ordinal);
    }

    [Fact]
    public void The_table_of_rates_is_that_of_the_formulas()
    {
        var header = Document[Document.IndexOf("| step | warm-up |", StringComparison.Ordinal)..].Split('\n');
        var shapes = Cells(header[0])[2..].Select(Shape).ToList();

        for (var step = 0; step < 4; step++)
            Assert.Equal(
                [
                    $"{step}",
                    Text(new Phase.WarmUp(4).LearningRate(step, 1)),
                    .. shapes.Select(shape => Text(new Phase.Decaying(shape, 4, 0.1).LearningRate(step, 1))),
                ],
                Cells(header[2 + step]));

        static string Text(double rate) => rate.ToString("0.0000", CultureInfo.InvariantCulture);
        static string[] Cells(string row) => row.Trim('|', ' ').Split('|', StringSplitOptions.TrimEntries);
        static DecayShape Shape(string name) =>
            Enum.Parse<DecayShape>(name.Replace("-", "", StringComparison.Ordinal), ignoreCase: true);
    }

    private static string Example(string policy) => Examples().Matches(Document).Select(match => match.Groups[1].Value)
        .Single(text => text.Contains($"policy = {policy}", StringComparison.Ordinal));

    [GeneratedRegex("```hocon\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex Examples();

    /// <summary>Those of the program itself, not of objectives that tests register.</summary>
    private static IEnumerable<SpecKey> Listed() =>
        SpecReference.All()
            .Where(key => key.Path == "objective.kind" || !key.Path.StartsWith("objective.", StringComparison.Ordinal));

    private static string Table()
    {
        var text = new StringBuilder(
            "<!-- keys -->\n| key | of kind | unit | range | default | is |\n|---|---|---|---|---|---|\n");

        foreach (var key in Listed())
            text.Append(CultureInfo.InvariantCulture,
                $"| `{key.Path}` | {string.Join(", ", key.Kinds)} | {key.Unit} | {key.Range} | ")
                .Append(key.Default.Length > 0 ? key.Default : "must be written")
                .Append(CultureInfo.InvariantCulture,
                    $" | {key.Meaning.Replace("*", "\\*", StringComparison.Ordinal)} |\n");

        return text.Append("<!-- end of keys -->").ToString();
    }

    [GeneratedRegex("<!-- keys -->.*<!-- end of keys -->", RegexOptions.Singleline)]
    private static partial Regex Keys();

    [GeneratedRegex(@"\[\d+\]")]
    private static partial Regex Index();
}
