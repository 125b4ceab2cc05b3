using Riverrun.Models.Hocon;
using Riverrun.Models.Plans;
using Riverrun.Models.Recipes;
using Riverrun.Models.Specs;

namespace Riverrun.Host.Tests.Specs;

public sealed class PublishedModelKeysTests
{
    private static readonly string Folder =
        Path.Combine(AppContext.BaseDirectory, "Published", "Folders", "llama3-in-three-shards");

    private static readonly string Spec = $$"""
        name = from-published, policy = wsd-s, budgets = [100, 200]
        learning-rate { peak = 1e-3, warm-up-steps = 10 }
        model.from = "{{Folder}}"
        data { kind = dotnet-docs, context = 64, batch = 8 }
        """;

    [Fact]
    public void A_folder_says_the_shape_the_digest_and_the_tokenizer()
    {
        var spec = Specs.Read(Spec);
        var model = Assert.IsType<ModelConfig.Llama>(spec.Main.Model);

        Assert.Equal((2, 16, 4, 2, 20, false, 100.0), (
            model.Layers, model.Width, model.Heads, model.KeyValueHeads, model.FeedForwardWidth, model.TiedEmbeddings,
            model.RopeBase));
        Assert.Equal(new RopeScaling.Llama3(4, 1, 4, 32), model.RopeScaling);
        Assert.Equal((Folder, 64, 64), (model.From!.Folder, model.From.Digest.Length, model.From.Positions));
        Assert.Equal(
            new TokenizerConfig.HuggingFace(Folder), Assert.IsType<CorpusConfig.DotnetDocs>(spec.Main.Data).Tokenizer);
    }

    [Fact]
    public void What_was_planned_is_read_without_the_folder()
    {
        using var file = new TemporarySpec(Spec);
        var read = Specs.Load(file.Path).Runs[0].Spec;

        var again = SpecLoader.Change(read.Source.Replace(Folder, "/gone"), ["model.dropout = 0.1"]).Spec;

        Assert.Equal("/gone", ((ModelConfig.Llama)again.Main.Model).From?.Folder);
        Assert.Equal(0.1, ((ModelConfig.Llama)again.Main.Model).Dropout);
        Assert.Contains(
            "model.from", CarriedWeights.Problem(read.Spec.Main, again.Main, Carry.Everything),
            StringComparison.Ordinal);
    }

    [Fact]
    public void A_shape_that_a_recipe_has_gives_way_and_one_that_somebody_writes_must_agree()
    {
        var recipe = Specs.Load(
            new SpecRequest("wsd-s", Scale.Smoke, [$"model.from = \"{Folder}\"", "model.layers = 2.0"]));
        Assert.Equal(16, ((ModelConfig.Llama)recipe.Runs[0].Spec.Spec.Main.Model).Width);
        Assert.IsType<TokenizerConfig.HuggingFace>(
            ((CorpusConfig.DotnetDocs)recipe.Runs[0].Spec.Spec.Main.Data).Tokenizer);

        Assert.Equal(
            $"--set model.layers=3: model.layers is 3, and {Folder} has 2; a model that begins with published weights "
            + "has their shape, "
            + "so model.layers must be left out.",
            Refusal("model.layers=3"));
        Assert.Contains("and " + Folder + " has llama;", Refusal("model.kind=bigram"), StringComparison.Ordinal);
        Assert.Contains(
            "model.rope-scaling is {", Refusal("model.rope-scaling { kind = linear, factor = 2 }"),
            StringComparison.Ordinal);
        Assert.Equal(
            2, ((ModelConfig.Llama)Specs.Read(Spec + "\nmodel { rope-base = 1e2, tied-embeddings = no }").Main.Model)
                .Layers);
    }

    [Fact]
    public void Another_tokenizer_stays_and_relative_folders_are_written_in_full()
    {
        using var file =
            new TemporarySpec(
                Spec.Replace(Folder, "published/") + "\ndata.tokenizer { kind = hugging-face, folder = words }");
        var directory = Path.GetDirectoryName(file.Path)!;
        Directory.CreateSymbolicLink(Path.Combine(directory, "published"), Folder);

        var loader = new SpecLoader(new DeviceConfig(DeviceKind.Cpu, 1, Precision.Full), directory: directory);
        var spec = loader.Load(new SpecRequest(file.Path)).Runs[0].Spec.Spec;

        Assert.Equal($"{directory}/published", ((ModelConfig.Llama)spec.Main.Model).From?.Folder);
        Assert.Equal(
            new TokenizerConfig.HuggingFace($"{directory}/words"), ((CorpusConfig.DotnetDocs)spec.Main.Data).Tokenizer);
    }

    [Fact]
    public void Only_a_plan_looks_into_a_folder()
    {
        var refusal =
            Assert.Throws<InvalidConfigurationException>(
                () => SpecLoader.Change(Specs.Least, [$"model.from = \"{Folder}\""]));

        Assert.Contains(
            "it must be { folder = …, digest = …, positions = … }.", refusal.Message, StringComparison.Ordinal);
    }

    private static string Refusal(string change)
    {
        using var file = new TemporarySpec(Spec);

        return Assert.Throws<InvalidConfigurationException>(() => Specs.Load(file.Path, change)).Message;
    }
}
