using System.Text.Json.Nodes;
using Riverrun.Models.Checkpoints;
using Riverrun.Models.Data;
using Riverrun.Models.Optimizers;
using Riverrun.Models.Plans;
using Riverrun.Models.Published;
using Riverrun.Models.Tasks;
using Riverrun.Models.Tasks.Language;
using Riverrun.Models.Tests.Data;
using Riverrun.Models.Tests.Training;
using static TorchSharp.torch;

namespace Riverrun.Models.Tests.Published;

public sealed class PublishedModelTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    public static TheoryData<string> Names => new("llama3-in-three-shards", "tied-linear", "qwen3-new-keys");

    public void Dispose() => _directory.Dispose();

    [Theory]
    [MemberData(nameof(Names))]
    public void A_folder_made_by_others_has_the_logits_that_they_computed(string name)
    {
        var expected = JsonNode.Parse(File.ReadAllText(Path.Combine(PublishedFolders.Of(name), "logits.json")))!;
        long[] tokens = [.. expected["tokens"]!.AsArray().Select(token => (long)token!)];
        float[] logits = [.. expected["logits"]!.AsArray().Select(logit => (float)logit!)];
        var config = PublishedModel.Read(PublishedFolders.Of(name));

        using var scope = NewDisposeScope();
        using var frozen = no_grad();
        using var model = new Llama(config, logits.Length, tokens.Length);
        using var parameters = new FlatParameters(model);
        PublishedModel.Fill(config.From!, parameters);
        var found = model.Forward(tensor(tokens, [1, tokens.Length]))[0, -1].data<float>().ToArray();

        Assert.Equal(64, config.From!.Positions);
        for (var i = 0; i < logits.Length; i++)
            Assert.Equal(logits[i], found[i], 2e-4); // Logits up to 30, in float32 on both sides.
    }

    [Fact]
    public void The_shape_is_that_of_the_description()
    {
        var from = new PublishedWeights("", "", 64);

        Assert.Equal(
            [
                new ModelConfig.Llama(
                    2, 16, 4, 2, 20, false, false, 100, 1e-5, RopeScaling: new RopeScaling.Llama3(4, 1, 4, 32),
                    From: from),
                new ModelConfig.Llama(
                    2, 16, 4, 4, 20, false, true, 10_000, 1e-5, RopeScaling: new RopeScaling.Linear(2), From: from),
                new ModelConfig.Llama(2, 16, 4, 2, 20, true, true, 1000, 1e-5, From: from),
            ],
            Names.Select(row => PublishedModel.Read(PublishedFolders.Of(row.Data)) with { From = from }));
    }

    [Fact]
    public void A_fresh_branch_begins_with_the_weights_and_a_restored_one_does_not_look_at_them()
    {
        var setup = Setup("llama3-in-three-shards", out var folder);
        using var trainer = new Trainers(_directory.File("cache")).Initialize(setup);
        var state = TinyRun.State(trainer);
        var first = SafeTensors.Read(new MemoryStream(state)).Tensors["model.layers.1.mlp.up_proj.weight"].Data;
        foreach (var shard in Directory.GetFiles(folder, "*.safetensors"))
            File.Delete(shard);

        using var again = new Trainers(_directory.File("cache"))
            .Restore(setup, new MemoryStream(state), Carry.Everything);

        Assert.Equal(state, TinyRun.State(again));
        Assert.Contains(
            "cannot be read", Refusal(() => new Trainers(_directory.File("cache")).Initialize(setup).Dispose()));
        Assert.Equal(Stored("llama3-in-three-shards", "model.layers.1.mlp.up_proj.weight"), first.ToArray());
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void What_is_exported_is_read_again_with_the_same_shape_weights_and_tokens(string name)
    {
        var setup = Setup(name, out var folder);
        using var trainer = new Trainers(_directory.File("cache")).Initialize(setup);
        var state = TinyRun.State(trainer);
        var exported = _directory.File("exported");
        WeightsExport.Write(new MemoryStream(state), exported, setup.Workload, new Dictionary<string, string>());

        var config = (ModelConfig.Llama)setup.Workload.Model;
        var again = PublishedModel.Read(exported);
        var tokens = Tokenizers.Open(new TokenizerConfig.HuggingFace(exported));

        Assert.Equal(config with { From = null }, again with { From = null });
        Assert.Equal(config.From!.Positions, again.From!.Positions);
        Assert.Equal(
            File.ReadAllText(Path.Combine(folder, "tokenizer.json")),
            File.ReadAllText(Path.Combine(exported, "tokenizer.json")));
        Assert.Equal((1, 2), (Number(exported, "bos_token_id"), Number(exported, "eos_token_id")));
        Assert.Equal(Tokenizers.Open(new TokenizerConfig.HuggingFace(folder)).Identity, tokens.Identity);
        using var model = TextModel.Restore(setup.Workload, setup.Device, new MemoryStream(state));
        var second = Setup(setup, again, new TokenizerConfig.HuggingFace(exported));
        using var retrained = new Trainers(_directory.File("cache")).Initialize(second);
        using var other = TextModel.Restore(second.Workload, second.Device, new MemoryStream(TinyRun.State(retrained)));
        Assert.Equal(model.Continue("the", 20, 0, 1), other.Continue("the", 20, 0, 1));
    }

    [Fact]
    public void What_was_trained_on_bytes_is_read_again_too()
    {
        using var trainer = TinyRun.Fresh(TinyRun.Setup(TinyRun.Model with { Dropout = 0, ZLoss = 0 }));
        var state = TinyRun.State(trainer);
        WeightsExport.Write(
            new MemoryStream(state), _directory.File("out"), TinyRun.Model, new TokenizerConfig.Bytes(),
            new CyclicCorpus().Tokenizer, 12,
            new Dictionary<string, string>());

        var again = PublishedModel.Read(_directory.File("out"));

        Assert.Equal(TinyRun.Model with { Dropout = 0, ZLoss = 0 }, again with { From = null });
    }

    private static int? Number(string folder, string key) =>
        (int?)JsonNode.Parse(File.ReadAllText(Path.Combine(folder, "config.json")))![key];

    private static string Refusal(Action use) => Assert.Throws<PublishedModelException>(use).Message;

    // By hand: bfloat16 is the upper half of float32.
    private static byte[] Stored(string name, string tensor)
    {
        foreach (var path in Directory.GetFiles(PublishedFolders.Of(name), "*.safetensors"))
        {
            using var file = File.OpenRead(path);
            if (SafeTensors.Read(file).Tensors.TryGetValue(tensor, out var found))
                return [.. found.Data.ToArray().Chunk(2).SelectMany(half => new byte[] { 0, 0, half[0], half[1] })];
        }

        throw new InvalidOperationException($"No {tensor} in {name}.");
    }

    private Models.Training.TrainerSetup Setup(string name, out string folder)
    {
        folder = PublishedFolders.Copy(_directory, name);
        var description = TokenizerFolder.Describe(TokenizerFolder.SplitBy(TokenizerFolder.Llama3), few: true);
        File.WriteAllText(Path.Combine(folder, "tokenizer.json"), description.ToJsonString());
        File.Delete(Path.Combine(folder, "tokenizer_config.json"));
        return Setup(TinyRun.Setup(), PublishedModel.Read(folder), new TokenizerConfig.HuggingFace(folder));
    }

    private Models.Training.TrainerSetup Setup(
        Models.Training.TrainerSetup setup, ModelConfig.Llama model, TokenizerConfig tokenizer)
    {
        var text = _directory.Write(
            "a.txt", string.Concat(Enumerable.Range(0, 400).Select(line => $"The thing {line} is singing.\n")));
        return setup with
        {
            Workload = setup.Workload with
            {
                Model = model,
                Data = new CorpusConfig.Text([text], "text", tokenizer, 12)
            },
        };
    }
}
