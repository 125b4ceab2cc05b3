using Riverrun.Actors.Runs;
using Riverrun.Actors.Serialization;
using Riverrun.Models.Plans;
using Riverrun.Models.Recipes;
using Riverrun.Models.Specs;

namespace Riverrun.Host.Tests.Specs;

public sealed class SpecWriterTests
{
    private const string Everything = """
        name = all-of-it,  seed = 7
        policy = wsd
        budgets = [300, 600]
        learning-rate { peak = 1e-05, floor-ratio = 0, warm-up-steps = 20, decay { shape = one-minus-sqrt, basis = steps, value = 40 } }
        model {
          kind = llama, layers = 3, width = 96, heads = 6, key-value-heads = 2, feed-forward-width = 200, query-key-norm = on
          tied-embeddings = no, rope-base = 1e+20, norm-epsilon = 1.0000000000000002e-6, z-loss = 1e-4, dropout = 0.1
        }
        data { kind = text, files = ["/a b/\"c\".txt", "b/*.jsonl", "${not-a-reference}", "tab\there"], field = "the body", tokenizer { kind = bpe, vocabulary = "v 1.json", merges = m.txt }, context = 128, batch = 4, accumulation-steps = 3 }
        optimizer { kind = adamw, beta1 = 0.8, beta2 = 0.99, epsilon = 1e-7, weight-decay = 0.05, independent-weight-decay = true, clip-norm = 0 }
        evaluation { every-steps = 50, windows = 32 }
        checkpoints { every-steps = 25, keep-recent = 4 }
        device { kind = cuda, threads = 2, precision = bf16 }
        scheduling { priority = -3, memory = 1536MiB }
        """;

    private const string Stages = """
        name = staged-river, policy = staged
        learning-rate { peak = 1e-3 }
        model { kind = llama, layers = 1, width = 32, heads = 2 }
        data { kind = dotnet-docs, context = 32, batch = 4 }
        stages = [
          { name = first, steps = 30, learning-rate { decay { basis = steps, value = 0 } } }
          { name = second, after = first, steps = 20, learning-rate { peak = 2e-3, warm-up-steps = 5 }, carry { moments = false }, optimizer { kind = sgd } }
          { name = third, after = first, steps = 10, learning-rate { decay { shape = one-minus-sqrt } }, data { context = 16, batch = 2 }, evaluation.windows = 8, carry.data-position = no }
        ]
        """;

    private const string Published = """

        model {
          rope-scaling { kind = llama3, factor = 8, low-frequency-factor = 1.5, high-frequency-factor = 4, original-context = 8192 }
          from { folder = "/a b", digest = 00000000000000000000000000000000000000000000000000000000000000ab, positions = 131072 }
        }
        data.tokenizer { kind = hugging-face, folder = "/a b" }
        """;

    public static TheoryData<string> Written =>
    [
        Specs.Least, Everything, Stages, Specs.Least + "\noptimizer.kind = sgd", Specs.Least + Published,
        Specs.Least + "\nmodel.rope-scaling { kind = linear, factor = 2.5 }",
    ];

    public static TheoryData<string, Scale> EveryRecipe => RecipeTests.EveryRecipe();

    [Theory]
    [MemberData(nameof(Written))]
    public void What_is_written_reads_as_the_same_spec(string text)
    {
        var spec = Specs.Read(text);

        Assert.Equal(Text(spec), Text(SpecLoader.Change(SpecWriter.Write(spec), []).Spec));
        Assert.Equal(Text(spec), Text(Specs.Read(SpecWriter.WriteFile(spec))));
    }

    [Theory]
    [MemberData(nameof(EveryRecipe))]
    public void Every_run_of_every_recipe_can_be_saved_to_a_file_and_run_by_itself(string name, Scale scale)
    {
        var loaded = Specs.Load(new SpecRequest(name, scale));

        foreach (var spec in loaded.Runs.Select(run => run.Spec.Spec))
        {
            using var file = new TemporarySpec(SpecWriter.WriteFile(spec));
            var again = Assert.Single(Specs.Load(new SpecRequest(file.Path, Scale.Paper)).Runs).Spec.Spec;

            Assert.Equal(Text(spec with { Recipe = again.Recipe }), Text(again));
            Assert.Equal(loaded.Runs.Count > 1 ? SpecReader.NoRecipe : name, again.Recipe);
        }
    }

    [Fact]
    public void Every_key_stands_there_with_its_value()
    {
        var lines = SpecWriter.Write(Specs.Read(Specs.Least)).Split('\n');

        foreach (var line in (string[])[
            "recipe = none", "seed = 1", "learning-rate.floor-ratio = 0.1", "learning-rate.decay.shape = inverse",
            "model.rope-base = 10000",
            "model.feed-forward-width = 176", "data.tokenizer.kind = bytes", "data.accumulation-steps = 1",
            "optimizer.beta2 = 0.95",
            "evaluation.windows = 64", "checkpoints.keep-recent = 2", "device.precision = f32"])
            Assert.Contains(line, lines);
    }

    private static string Text(RunSpec spec) => Protocol.Text(new RunCommand.Start(spec, ""));
}
