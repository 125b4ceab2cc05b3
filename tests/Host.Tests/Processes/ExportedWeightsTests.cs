using System.Buffers.Binary;
using System.Text.Json.Nodes;
using Riverrun.Host.Tests.Specs;

namespace Riverrun.Host.Tests.Processes;

/// <summary><c>export --to</c> on a finished run, read back by the published format alone.</summary>
public sealed class ExportedWeightsTests(FinishedRun finished) : IClassFixture<FinishedRun>, IDisposable
{
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("riverrun-export-");

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => _directory.Delete(recursive: true);

    [Fact]
    public async Task The_weights_are_a_llama_by_name_shape_and_configuration()
    {
        var (code, output, error) = await RiverrunProcess.RunAsync(
            finished.Home.Path, Cancel, "export", "wsd-s", "--to", "safetensors", _directory.FullName, "--budget",
            "120");

        Assert.True(code == 0, error);
        Assert.Equal($"{_directory.FullName}\n", output);
        var config = JsonNode.Parse(
            await File.ReadAllTextAsync(Path.Combine(_directory.FullName, "config.json"), Cancel))!;
        Assert.Equal("LlamaForCausalLM", config["architectures"]![0]!.GetValue<string>());
        Assert.Equal(
            (256, 32, 32, true),
            (Number("vocab_size"), Number("hidden_size"), Number("max_position_embeddings"),
                config["tie_word_embeddings"]!.GetValue<bool>()));

        var (header, bytes) = await ReadAsync();
        Assert.Equal(
            Names(Number("num_hidden_layers"), Number("hidden_size"), Number("intermediate_size"),
                Number("vocab_size")),
            header.Select(
                tensor => $"{tensor.Key} {tensor.Value!["dtype"]} "
                    + $"[{string.Join(", ", tensor.Value["shape"]!.AsArray())}]").Order(StringComparer.Ordinal));
        Assert.Equal(bytes.Length, header.Max(tensor => tensor.Value!["data_offsets"]![1]!.GetValue<long>()));
        Assert.All(
            Enumerable.Range(0, bytes.Length / sizeof(float)),
            i => Assert.True(float.IsFinite(BinaryPrimitives.ReadSingleLittleEndian(bytes.AsSpan(i * sizeof(float))))));

        int Number(string key) => config[key]!.GetValue<int>();
    }

    [Fact]
    public async Task The_weights_say_where_they_come_from_and_bring_their_tokenizer()
    {
        var (code, _, error) = await RiverrunProcess.RunAsync(
            finished.Home.Path, Cancel, "export", "wsd-s", "--to", "safetensors", _directory.FullName, "--budget",
            "120");

        Assert.True(code == 0, error);
        var file = await File.ReadAllBytesAsync(Path.Combine(_directory.FullName, "model.safetensors"), Cancel);
        var header = JsonNode.Parse(file.AsSpan(8, (int)BinaryPrimitives.ReadUInt64LittleEndian(file)))!;
        var metadata = header["__metadata__"]!.AsObject().ToDictionary(pair => pair.Key, pair => (string?)pair.Value);
        Assert.Equal(
            ("pt", "wsd-s", "wsd-s", "120", "120"),
            (metadata["format"], metadata["riverrun.run"], metadata["riverrun.recipe"],
                metadata["riverrun.budget"], metadata["riverrun.step"]));
        Assert.Matches("^sha256:[0-9a-f]{64}$", metadata["riverrun.checkpoint"]);
        var tokenizer =
            JsonNode.Parse(await File.ReadAllTextAsync(Path.Combine(_directory.FullName, "tokenizer.json"), Cancel))!;
        Assert.Equal(256, tokenizer["model"]!["vocab"]!.AsObject().Count);
        Assert.Contains(
            "| run | wsd-s |",
            await File.ReadAllTextAsync(Path.Combine(_directory.FullName, "README.md"), Cancel),
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_run_that_begins_with_what_was_exported_measures_the_same_loss_before_any_step()
    {
        var (code, _, error) = await RiverrunProcess.RunAsync(
            finished.Home.Path, Cancel, "export", "wsd-s", "--to", "safetensors", _directory.FullName, "--budget",
            "120");
        Assert.True(code == 0, error);
        using var home = new TemporaryHome();
        using var file = new TemporarySpec($$"""
            name = again
            policy = staged
            learning-rate { peak = 1e-3, decay { basis = steps, value = 0 } }
            model { kind = llama, from = "{{_directory.FullName}}" }
            data { kind = dotnet-docs, context = 32, batch = 4 }
            evaluation.windows = 8
            stages = [ { name = born, steps = 0 }, { name = on, after = born, steps = 1 } ]
            """);

        (code, _, error) = await RiverrunProcess.RunAsync(home.Path, Cancel, "run", file.Path);

        Assert.True(code == 0, error);
        Assert.Equal(await LossAsync(finished.Home.Path, "wsd-s", 120), await LossAsync(home.Path, "again", 0));
    }

    [Theory]
    [InlineData("csv", "steps-river.csv")]
    [InlineData("tensorboard", "events.out.tfevents")]
    [InlineData("report", "report.html")]
    public async Task Every_other_format_writes_its_file(string format, string file)
    {
        var (code, _, error) = await RiverrunProcess.RunAsync(
            finished.Home.Path, Cancel, "export", "wsd-s", "--to", format, _directory.FullName);

        Assert.True(code == 0, error);
        Assert.Contains(
            _directory.EnumerateFiles("*", SearchOption.AllDirectories),
            written => written.Name.StartsWith(file, StringComparison.Ordinal) && written.Length > 0);
    }

    [Fact]
    public async Task A_file_in_the_directorys_place_is_refused_and_kept()
    {
        var file = Path.Combine(_directory.FullName, "precious");
        await File.WriteAllTextAsync(file, "kept", Cancel);

        var (code, _, error) =
            await RiverrunProcess.RunAsync(finished.Home.Path, Cancel, "export", "wsd-s", "--to", "csv", file);

        Assert.Equal(
            (2, $"{file} is a file; export writes into a directory, which it makes when absent.\n"), (code, error));
        Assert.Equal("kept", await File.ReadAllTextAsync(file, Cancel));
    }

    private static async Task<double> LossAsync(string home, string run, long step)
    {
        var (_, events, _) =
            await RiverrunProcess.RunAsync(home, Cancel, "events", run, "--json", "--type", "branch-evaluated");

        return events.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonNode.Parse(line)!)
            .Where(line => (long)line["step"]! == step)
            .Select(line => (double)line["evaluation"]!["lossNats"]!)
            .First();
    }

    private static IEnumerable<string> Names(int layers, int width, int feedForward, int vocabulary) =>
        Enumerable.Range(0, layers)
            .SelectMany(layer => (string[])
            [
                $"input_layernorm.weight F32 [{width}]", $"mlp.down_proj.weight F32 [{width}, {feedForward}]",
                $"mlp.gate_proj.weight F32 [{feedForward}, {width}]",
                $"mlp.up_proj.weight F32 [{feedForward}, {width}]",
                $"post_attention_layernorm.weight F32 [{width}]",
                .. "koqv".Select(which => $"self_attn.{which}_proj.weight F32 [{width}, {width}]"),
            ], (layer, name) => $"model.layers.{layer}.{name}")
            .Append($"model.embed_tokens.weight F32 [{vocabulary}, {width}]")
            .Append($"model.norm.weight F32 [{width}]")
            .Order(StringComparer.Ordinal);

    private async Task<(JsonObject Header, byte[] Bytes)> ReadAsync()
    {
        var file = await File.ReadAllBytesAsync(Path.Combine(_directory.FullName, "model.safetensors"), Cancel);
        var length = (int)BinaryPrimitives.ReadUInt64LittleEndian(file);
        var header = JsonNode.Parse(file.AsSpan(8, length))!.AsObject();
        header.Remove("__metadata__");

        return (header, file[(8 + length)..]);
    }
}
