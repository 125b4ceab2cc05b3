using Riverrun.Models.Plans;
using Riverrun.Models.Specs;

namespace Riverrun.Host.Tests.Specs;

public sealed class DataPathsTests
{
    private const string Text = """
        name = least
        policy = wsd-s
        budgets = [100, 200]
        learning-rate { peak = 1e-3, warm-up-steps = 10 }
        model { kind = llama, layers = 2, width = 64, heads = 4 }
        data { kind = text, files = ["notes/*.txt", "/data/a.jsonl", "../b.txt"], context = 64, batch = 8
          tokenizer { kind = bpe, vocabulary = vocab.json, merges = "/m/merges.txt" } }
        """;

    [Fact]
    public void Relative_paths_are_written_in_full_where_somebody_says_where_they_begin()
    {
        using var file = new TemporarySpec(Text);

        var rooted = Load(file.Path, "/home/me");
        var data = Assert.IsType<CorpusConfig.Text>(rooted.Spec.Main.Data);

        Assert.Equal(["/home/me/notes/*.txt", "/data/a.jsonl", "/home/b.txt"], data.Files);
        Assert.Equal(new TokenizerConfig.Bpe("/home/me/vocab.json", "/m/merges.txt"), data.Tokenizer);
        Assert.Null(DataPaths.Problem(rooted.Spec));
        Assert.Equal(rooted.Source, DataPaths.Rooted(Load(file.Path, null).Source, "/home/me"));
        Assert.Equal(rooted.Source, DataPaths.Rooted(rooted.Source, "/elsewhere"));
    }

    [Theory]
    [InlineData("seed=1",
        "data.files is notes/*.txt, which a worker would look for in the directory that it happens to run in")]
    [InlineData("data.files=[/a.txt]", "data.tokenizer.vocabulary is vocab.json, which a worker")]
    [InlineData("data.kind=dotnet-docs", "data.tokenizer.vocabulary is vocab.json, which a worker")]
    public void A_relative_path_is_named_with_its_key(string change, string sentence)
    {
        using var file = new TemporarySpec(Text);

        Assert.StartsWith(sentence, DataPaths.Problem(Load(file.Path, null, change).Spec), StringComparison.Ordinal);
    }

    [Fact]
    public void The_paths_of_a_stage_are_paths_as_well()
    {
        using var file = new TemporarySpec(
            Text.Replace(
                "policy = wsd-s\nbudgets = [100, 200]",
                "policy = staged\nstages = [ { name = late, steps = 20, data { files = [late.txt] } } ]",
                StringComparison.Ordinal)
                .Replace("\"notes/*.txt\", \"/data/a.jsonl\", \"../b.txt\"", "/a.txt", StringComparison.Ordinal)
                .Replace("vocab.json", "\"/v.json\"", StringComparison.Ordinal));

        Assert.StartsWith(
            "stage late: data.files is late.txt", DataPaths.Problem(Load(file.Path, null).Spec),
            StringComparison.Ordinal);
        Assert.Null(DataPaths.Problem(Load(file.Path, "/home/me").Spec));
    }

    private static ReadSpec Load(string target, string? directory, params string[] changes) =>
        new SpecLoader(new DeviceConfig(DeviceKind.Cpu, 1, Precision.Full), directory: directory)
            .Load(new SpecRequest(target, Changes: changes)).Runs[0].Spec;
}
