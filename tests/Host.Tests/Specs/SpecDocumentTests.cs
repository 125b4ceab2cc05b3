using System.Globalization;
using System.Text.RegularExpressions;
using Riverrun.Host.Specs;
using Riverrun.Models.Plans;

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

    private static readonly string Document = File.ReadAllText(Path.Combine(Repository.Root, "src", "Host", "Specs", "README.md"));

    [Fact]
    public void Every_key_that_a_reader_knows_stands_in_the_document_and_no_other_does()
    {
        var known = new[]
            {
                Specs.Least,
                Specs.Least + "\ndata { kind = text, files = [a.txt], tokenizer { kind = bpe, vocabulary = v, merges = m } }",
                Bigram,
                Bigram.Replace("wsd", "wsm", StringComparison.Ordinal),
                Specs.Least + "\n" + Published,
                Example("staged"),
            }
            .SelectMany(text => SpecLoader.Change(text, []).Keys)
            .Select(key => Index().Replace(key, "[]"))
            .ToHashSet();
        var documented = Rows().Matches(Document).Select(match => match.Groups[1].Value).ToHashSet();

        // What lies in a stage is what lies in the run, and a section is documented by its keys.
        var leaves = known
            .Where(key => !known.Any(other => other.StartsWith(key + ".", StringComparison.Ordinal)))
            .Where(key => !known.Contains(key.Replace("stages[].", "", StringComparison.Ordinal)) || !key.StartsWith("stages[].", StringComparison.Ordinal)
                || key is "stages[].name");

        Assert.Empty(leaves.Except(documented));
        Assert.Empty(documented.Except(known));
    }

    [Fact]
    public async Task The_staged_example_can_be_run()
    {
        var cancel = TestContext.Current.CancellationToken;
        using var file = new TemporarySpec(Example("staged"));

        var (code, output, error) = await RiverrunProcess.RunAsync(file.Path + ".home", cancel, "run", file.Path, "--dry-run");

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
        static DecayShape Shape(string name) => Enum.Parse<DecayShape>(name.Replace("-", "", StringComparison.Ordinal), ignoreCase: true);
    }

    private static string Example(string policy) => Examples().Matches(Document).Select(match => match.Groups[1].Value)
        .Single(text => text.Contains($"policy = {policy}", StringComparison.Ordinal));

    [GeneratedRegex("```hocon\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex Examples();

    [GeneratedRegex("^\\| `([a-z0-9.\\[\\]-]+)` \\|(?:[^|]*\\|){4}$", RegexOptions.Multiline)]
    private static partial Regex Rows();

    [GeneratedRegex(@"\[\d+\]")]
    private static partial Regex Index();
}
