using System.Text.Json.Nodes;
using Riverrun.Models.Checkpoints;
using Riverrun.Models.Data;
using Riverrun.Models.Plans;
using Riverrun.Models.Tasks;
using Riverrun.Models.Tasks.Language;
using Riverrun.Models.Tests.Data;
using Riverrun.Models.Tests.Training;
using Riverrun.Models.Training;

namespace Riverrun.Models.Tests.Tasks.Language;

/// <summary>
/// A model is sampled, exported, gone on with and verified with the vocabulary it was trained with, and with no other.
/// </summary>
public sealed class TrainedVocabularyTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();
    private readonly TokenizerConfig.Bpe _files;
    private readonly TrainerSetup _setup;

    public TrainedVocabularyTests()
    {
        _files = BytePairVocabulary.Write(_directory);
        _setup = Reading(_files);
    }

    public void Dispose() => _directory.Dispose();

    [Fact]
    public void A_state_names_its_tokenizer_and_its_corpus_and_one_of_bytes_has_no_word_more_than_before()
    {
        var ours = SafeTensors.Read(new MemoryStream(State())).Metadata;
        using var bytes = TinyRun.Fresh();
        var shipped = SafeTensors.Read(new MemoryStream(TinyRun.State(bytes))).Metadata;

        Assert.Matches("^bpe 1 [0-9a-f]{64} [0-9a-f]{64}$", ours["tokenizer"]);
        Assert.Matches("^[0-9a-f]{64}$", ours["corpus"]);
        Assert.Equal(
            [
                "commit", "device", "format", "libtorch", "optimizer-step", "position", "precision", "riverrun",
                "schema", "step",
                "threads", "torchsharp", "workload",
            ],
            shipped.Keys.Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("vocab.json", ":0,", ": 0,")]
    [InlineData("merges.txt", "#version: 0.2", "#version: 0.3")]
    public void A_file_that_changed_is_named_wherever_the_model_is_used(string file, string before, string after)
    {
        var state = State();
        var path = _directory.File(file);
        File.WriteAllText(path, File.ReadAllText(path).Replace(before, after, StringComparison.Ordinal));

        var sentences = new[]
        {
            Refusal(() => TextModel.Restore(_setup.Workload, _setup.Device, new MemoryStream(state)).Dispose()),
            Refusal(() =>
                WeightsExport.Write(new MemoryStream(state), _directory.File("out"), _setup.Workload, NoOrigin)),
            Refusal(() => Trainers().Restore(_setup, new MemoryStream(state), Carry.Everything).Dispose()),
            new StoredStateCheck().ProblemOf(new MemoryStream(state), _setup.Workload),
        };

        Assert.All(sentences, sentence => Assert.StartsWith(
            $"{path} has changed since the model was trained: its SHA-256 was ", sentence, StringComparison.Ordinal));
        Assert.False(Directory.Exists(_directory.File("out")));
    }

    [Fact]
    public void A_vocabulary_that_grew_is_refused_for_a_state_of_an_older_build_too()
    {
        var state = WithoutTokenizer(State());
        Grow("<new>", 264);

        var refusal =
            Refusal(() =>
                WeightsExport.Write(new MemoryStream(state), _directory.File("out"), _setup.Workload, NoOrigin));

        Assert.Equal(
            $"{_files.VocabularyFile} has 265 tokens, but the model was trained with 264; the file of then must be "
                + "put back in its place.",
            refusal);
    }

    [Fact]
    public void An_export_has_the_vocabulary_the_tokens_that_end_a_text_and_where_it_comes_from()
    {
        var origin = new Dictionary<string, string> { ["run"] = "my-river", ["budget"] = "0", ["checkpoint"] = "abc" };

        WeightsExport.Write(new MemoryStream(State()), _directory.File("out"), _setup.Workload, origin);

        var config = Json("config.json");
        Assert.Equal((264, 263), ((int?)config["vocab_size"], (int?)config["eos_token_id"]));
        Assert.True(config.ContainsKey("bos_token_id") && config["bos_token_id"] is null);
        Assert.Equal(File.ReadAllBytes(_files.VocabularyFile), File.ReadAllBytes(_directory.File("out/vocab.json")));
        Assert.Equal(File.ReadAllBytes(_files.MergesFile), File.ReadAllBytes(_directory.File("out/merges.txt")));
        var tokenizer = Json("tokenizer.json");
        Assert.Equal(264, tokenizer["model"]!["vocab"]!.AsObject().Count);
        Assert.Equal(["t h", "th e"], tokenizer["model"]!["merges"]!.AsArray().Take(2).Select(merge => (string?)merge));
        Assert.Equal(263, (int?)tokenizer["added_tokens"]![0]!["id"]);
        using var file = File.OpenRead(_directory.File("out/model.safetensors"));
        var metadata = SafeTensors.Read(file).Metadata;
        Assert.Equal(("pt", "my-river", "0", "abc"), (
            metadata["format"], metadata["riverrun.run"], metadata["riverrun.step"], metadata["riverrun.checkpoint"]));
        Assert.Matches("^[0-9a-f]{64}$", metadata["riverrun.corpus"]);
        Assert.Contains(
            "| run | my-river |", File.ReadAllText(_directory.File("out/README.md")), StringComparison.Ordinal);
    }

    [Fact]
    public void An_export_of_bytes_says_which_token_is_which_byte()
    {
        var setup = Reading(new TokenizerConfig.Bytes());
        using var trainer = Trainers().Initialize(setup);

        WeightsExport.Write(new MemoryStream(TinyRun.State(trainer)), _directory.File("out"), setup.Workload, NoOrigin);

        var config = Json("config.json");
        Assert.Equal(256, (int?)config["vocab_size"]);
        Assert.True(config["eos_token_id"] is null && config.ContainsKey("eos_token_id"));
        var vocabulary = Json("tokenizer.json")["model"]!["vocab"]!.AsObject();
        Assert.Equal(
            (65, 32, 10, 255),
            ((int?)vocabulary["A"], (int?)vocabulary["Ġ"], (int?)vocabulary["Ċ"], (int?)vocabulary["ÿ"]));
        Assert.Equal(Enumerable.Range(0, 256), vocabulary.Select(pair => (int)pair.Value!).Order());
    }

    [Fact]
    public void Numbers_without_a_token_are_never_drawn()
    {
        Grow("<padded>", 319);
        var setup = Reading(_files);
        using var trainer = Trainers().Initialize(setup);
        using var model = TextModel.Restore(setup.Workload, setup.Device, new MemoryStream(TinyRun.State(trainer)));

        for (var seed = 0; seed < 20; seed++)
            Assert.NotEmpty(model.Continue("the", 40, temperature: 100, seed));

        var tokenizer = Tokenizers.Open(_files);
        Assert.Equal(320, tokenizer.VocabularySize);
        Assert.Equal(
            (true, false, true, false),
            (tokenizer.Has(263), tokenizer.Has(300), tokenizer.Has(319), tokenizer.Has(320)));
    }

    [Fact]
    public void Two_tokens_of_one_number_are_refused()
    {
        Grow("<twice>", 5);

        Assert.Contains("both as token 5", Refusal(() => Tokenizers.Open(_files)), StringComparison.Ordinal);
    }

    private static Dictionary<string, string> NoOrigin => [];

    private static string Refusal(Action use) => Assert.Throws<CorpusException>(use).Message;

    private static byte[] WithoutTokenizer(byte[] state)
    {
        var file = SafeTensors.Read(new MemoryStream(state));
        using var stream = new MemoryStream();
        SafeTensors.Write(
            stream,
            file.Metadata.Where(pair => pair.Key is not ("tokenizer" or "corpus"))
                .ToDictionary(pair => pair.Key, pair => pair.Value),
            [.. file.Tensors.Values]);
        return stream.ToArray();
    }

    private JsonObject Json(string file) =>
        JsonNode.Parse(File.ReadAllText(_directory.File($"out/{file}")))!.AsObject();

    private void Grow(string token, int number)
    {
        var vocabulary = JsonNode.Parse(File.ReadAllText(_files.VocabularyFile))!.AsObject();
        vocabulary[token] = number;
        File.WriteAllText(_files.VocabularyFile, vocabulary.ToJsonString());
    }

    private TrainerSetup Reading(TokenizerConfig tokenizer)
    {
        var text = _directory.Write(
            "a.txt", string.Concat(Enumerable.Range(0, 400).Select(line => $"The thing {line} is singing.\n")));
        var setup = TinyRun.Setup();
        return setup with
        {
            Workload =
            setup.Workload with { Data = new CorpusConfig.Text([text], "text", tokenizer, 12) }
        };
    }

    private Trainers Trainers() => new(_directory.File("cache"));

    private byte[] State()
    {
        using var trainer = Trainers().Initialize(_setup);
        return TinyRun.State(trainer);
    }
}
