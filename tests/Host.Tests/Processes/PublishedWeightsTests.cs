using System.Text.Json.Nodes;

namespace Riverrun.Host.Tests.Processes;

/// <summary>A run that begins with published weights, from its plan to what it exports.</summary>
public sealed class PublishedWeightsTests : IDisposable
{
    private readonly TemporaryHome _home = new();
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("riverrun-published-");

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private static string Folder =>
        Path.Combine(AppContext.BaseDirectory, "Published", "Folders", "llama3-in-three-shards");

    public void Dispose()
    {
        _home.Dispose();
        _directory.Delete(recursive: true);
    }

    [Fact]
    public async Task A_run_begins_with_them_and_what_it_exports_begins_another()
    {
        var first = await TrainedAsync("first", Folder);
        Assert.Equal((1, 2), ((int?)first["bos_token_id"], (int?)first["eos_token_id"]));
        Assert.Equal(
            (64, "llama3"), ((int?)first["max_position_embeddings"], (string?)first["rope_scaling"]!["rope_type"]));

        var second = await TrainedAsync("second", Exported("first"));
        first.Remove("torch_dtype");
        second.Remove("torch_dtype");
        Assert.Equal(first.ToJsonString(), second.ToJsonString());

        var (code, text, error) = await RiverrunProcess.RunAsync(
            _home.Path, Cancel, "sample", "second", "--prompt", "the <|end_of_text|>", "--tokens", "8");
        Assert.True(code == 0, error);
        Assert.NotEmpty(text);
        (code, text, error) = await RiverrunProcess.RunAsync(_home.Path, Cancel, "show", "first");
        Assert.True(code == 0, error);
        Assert.Contains("completed", text, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task A_folder_that_cannot_be_trained_is_a_wrong_call()
    {
        var (code, _, error) = await RiverrunProcess.RunAsync(
            _home.Path, Cancel, "run", "wsd-s", "--scale", "smoke", "--dry-run", "--set",
            $"model.from = \"{_directory.FullName}\"");

        Assert.Equal(
            (2, $"There is no file {_directory.FullName}/config.json; the folder of a published model has one.\n"),
            (code, error));
    }

    private string Exported(string name) => Path.Combine(_directory.FullName, name);

    private async Task<JsonObject> TrainedAsync(string name, string folder)
    {
        var (code, _, error) = await RiverrunProcess.RunAsync(
            _home.Path, Cancel, "run", "wsd-s", "--scale", "smoke", "--name", name, "--set",
            $"model.from = \"{folder}\"",
            "--set", "budgets = [12]", "--set", "learning-rate.warm-up-steps = 2", "--set", "data.context = 16",
            "--set", "data.batch = 2");
        Assert.True(code == 0, error);
        (code, _, error) = await RiverrunProcess.RunAsync(
            _home.Path, Cancel, "export", name, "--to", "safetensors", Exported(name));
        Assert.True(code == 0, error);
        return JsonNode.Parse(
            await File.ReadAllTextAsync(Path.Combine(Exported(name), "config.json"), Cancel))!.AsObject();
    }
}
