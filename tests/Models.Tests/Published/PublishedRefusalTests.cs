using System.Text.Json.Nodes;
using Riverrun.Models.Optimizers;
using Riverrun.Models.Published;
using Riverrun.Models.Tasks.Language;
using static TorchSharp.torch;

namespace Riverrun.Models.Tests.Published;

public sealed class PublishedRefusalTests : IDisposable
{
    private const string Index = "model.safetensors.index.json";
    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Theory]
    [InlineData("model_type", "\"mistral\"", "has model_type = \"mistral\"; it must be llama")]
    [InlineData("model_type", null, "lacks model_type")]
    [InlineData("attention_bias", "true", "has attention_bias = true; only layers without biases")]
    [InlineData("mlp_bias", "true", "has mlp_bias = true")]
    [InlineData("hidden_act", "\"gelu\"", "has hidden_act = \"gelu\"")]
    [InlineData("head_dim", "8", "has head_dim = 8; it must be 4")]
    [InlineData("num_key_value_heads", "3", "has num_key_value_heads = 3; it must divide")]
    [InlineData("num_attention_heads", "16", "has num_attention_heads = 16; it must leave an even width")]
    [InlineData("hidden_size", "0", "has hidden_size = 0; it must be a whole number")]
    [InlineData("hidden_size", "1e30", "has hidden_size = 1e30")]
    [InlineData("rms_norm_eps", "-1", "has rms_norm_eps = -1")]
    [InlineData("sliding_window", "4096", "has sliding_window = 4096")]
    [InlineData("use_sliding_window", "true", "has use_sliding_window = true")]
    [InlineData("layer_types", "[\"sliding_attention\", \"full_attention\"]", "has layer_types")]
    [InlineData("attention_dropout", "0.1", "has attention_dropout = 0.1")]
    [InlineData("quantization_config", "{\"bits\": 4}", "has quantization_config")]
    [InlineData("partial_rotary_factor", "0.5", "has partial_rotary_factor = 0.5")]
    [InlineData("rope_scaling", "{\"rope_type\": \"yarn\", \"factor\": 2}",
        "has rope_scaling.rope_type = \"yarn\"; the kinds")]
    [InlineData("rope_scaling", "{\"type\": \"linear\", \"factor\": 0.5}", "has rope_scaling.factor = 0.5")]
    [InlineData("rope_scaling", "{\"rope_type\": \"llama3\", \"factor\": 2}", "lacks rope_scaling.low_freq_factor")]
    [InlineData("rope_scaling", "7", "has rope_scaling = 7; it must be an object")]
    [InlineData("vocab_size", "null", "lacks vocab_size")]
    public void A_model_that_cannot_be_computed_is_refused_by_key_and_value(string key, string? value, string says)
    {
        var folder = PublishedFolders.Copy(_directory, "tied-linear");
        PublishedFolders.Change(folder, "config.json", config =>
        {
            config.Remove(key);
            if (value is not null)
                config[key] = JsonNode.Parse(value);
        });

        var refusal = Refusal(() => PublishedModel.Read(folder));

        Assert.StartsWith($"{folder}/config.json {says}", refusal, StringComparison.Ordinal);
        Assert.EndsWith(".", refusal, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("../model-00001-of-00003.safetensors")]
    [InlineData("/etc/passwd.safetensors")]
    [InlineData("sub/model.safetensors")]
    [InlineData("..safetensors")]
    [InlineData("model.bin")]
    public void An_index_that_leaves_the_folder_is_refused(string file)
    {
        var folder = PublishedFolders.Copy(_directory, "llama3-in-three-shards");
        PublishedFolders.Change(folder, Index, index => index["weight_map"]!["model.norm.weight"] = file);

        Assert.Contains(
            $"weight_map.model.norm.weight = \"{file}\"", Refusal(() => PublishedModel.Read(folder)),
            StringComparison.Ordinal);
    }

    [Fact]
    public void Weights_that_are_missing_cut_off_or_none_are_named()
    {
        var folder = PublishedFolders.Copy(_directory, "llama3-in-three-shards");
        var shard = Path.Combine(folder, "model-00002-of-00003.safetensors");
        var bytes = File.ReadAllBytes(shard);

        File.WriteAllBytes(shard, bytes[..^1]);
        Assert.Contains(
            $"{shard} has {bytes.Length - 1} bytes; by its header it must have {bytes.Length}.", Filling(folder));
        File.WriteAllBytes(shard, [.. bytes, 0]);
        Assert.Contains("by its header", Filling(folder), StringComparison.Ordinal);
        File.WriteAllBytes(shard, bytes[..5]);
        Assert.Contains($"{shard} is no file of weights", Filling(folder), StringComparison.Ordinal);
        File.Delete(shard);
        Assert.Contains(shard, Refusal(() => PublishedModel.Read(folder)), StringComparison.Ordinal);
        File.Delete(Path.Combine(folder, Index));
        Assert.Contains(
            "has neither model.safetensors nor", Refusal(() => PublishedModel.Read(folder)), StringComparison.Ordinal);
        Assert.Contains(
            "There is no file", Refusal(() => PublishedModel.Read(_directory.File("nowhere"))),
            StringComparison.Ordinal);
    }

    [Fact]
    public void Weights_of_another_model_are_named()
    {
        var folder = PublishedFolders.Copy(_directory, "llama3-in-three-shards");

        PublishedFolders.Change(folder, "config.json", config => config["num_hidden_layers"] = 3);
        Assert.Contains("lack model.layers.2.", Filling(folder), StringComparison.Ordinal);
        PublishedFolders.Change(folder, "config.json", config => config["num_hidden_layers"] = 1);
        Assert.Contains("has a tensor model.layers.1.", Filling(folder), StringComparison.Ordinal);
        PublishedFolders.Change(
            folder, "config.json", config => (config["num_hidden_layers"], config["intermediate_size"]) = (2, 24));
        Assert.Contains("it must have [24, 16]", Filling(folder), StringComparison.Ordinal);
    }

    [Fact]
    public void Weights_that_changed_since_the_plan_are_refused()
    {
        var folder = PublishedFolders.Copy(_directory, "tied-linear");
        var config = PublishedModel.Read(folder);
        var path = Path.Combine(folder, "model.safetensors");
        var bytes = File.ReadAllBytes(path);
        bytes[^1] ^= 1;
        File.WriteAllBytes(path, bytes);

        Assert.NotEqual(config.From, PublishedModel.Read(folder).From);
        Assert.Contains("the files of then must be put back", Refusal(() => Fill(config)), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(new byte[] { 0x80, 0x7F }, "NaN or an infinity in model.norm.weight")]
    [InlineData(new byte[] { 0xC0, 0xFF }, "NaN or an infinity in model.norm.weight")]
    public void Weights_that_are_no_numbers_are_refused(byte[] element, string says)
    {
        var folder = PublishedFolders.Copy(_directory, "llama3-in-three-shards");
        PublishedFolders.Change(folder, Index, index => index["weight_map"]!["model.norm.weight"] = "norm.safetensors");
        using (var file = File.Create(Path.Combine(folder, "norm.safetensors")))
            Models.Checkpoints.SafeTensors.Write(
                file, new Dictionary<string, string>(),
                [new("model.norm.weight", "BF16", [16],
                    Enumerable.Repeat(element, 16).SelectMany(bytes => bytes).ToArray())]);

        Assert.Contains(says, Filling(folder), StringComparison.Ordinal);
    }

    [Fact]
    public void A_type_that_weights_do_not_have_is_refused()
    {
        var folder = PublishedFolders.Copy(_directory, "llama3-in-three-shards");
        PublishedFolders.Change(folder, Index, index => index["weight_map"]!["model.norm.weight"] = "norm.safetensors");
        using (var file = File.Create(Path.Combine(folder, "norm.safetensors")))
            Models.Checkpoints.SafeTensors.Write(
                file, new Dictionary<string, string>(), [new("model.norm.weight", "I16", [16], new byte[32])]);

        Assert.Contains("of type I16; weights must be F32, BF16 or F16", Filling(folder), StringComparison.Ordinal);
    }

    private static string Refusal(Action use) => Assert.Throws<PublishedModelException>(use).Message;

    private static string Filling(string folder) => Refusal(() => Fill(PublishedModel.Read(folder)));

    private static void Fill(Models.Plans.ModelConfig.Llama config)
    {
        using var scope = NewDisposeScope();
        using var model = new Llama(config, 264, 8);
        using var parameters = new FlatParameters(model);
        PublishedModel.Fill(config.From!, parameters);
    }
}
