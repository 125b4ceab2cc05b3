using System.Text.Json.Nodes;

namespace Riverrun.Host.Tests.Processes;

/// <summary>A home that is gone afterwards, and what tests ask of it.</summary>
public sealed class TemporaryHome : IDisposable
{
    private readonly DirectoryInfo _directory = System.IO.Directory.CreateTempSubdirectory("riverrun-run-");

    /// <summary>A run that takes seconds, with several budgets, evaluations and checkpoints in them.</summary>
    public static readonly string[] SmallRun =
    [
        "run", "wsd-s", "--scale", "smoke", "--set", "model.width=32", "--set", "data.batch=4", "--set",
        "data.context=32",
        "--set", "budgets=[60, 120, 240]", "--set", "evaluation.windows=8",
    ];

    /// <summary>The directory; does not exist before the first run.</summary>
    public string Path => System.IO.Path.Combine(_directory.FullName, "home");

    /// <summary>What <c>show --json</c> says.</summary>
    public async Task<JsonObject> ShowAsync(string run, CancellationToken cancel)
    {
        var (code, output, error) = await RiverrunProcess.RunAsync(Path, cancel, "show", run, "--json");
        Assert.True(code == 0, error);

        return JsonNode.Parse(output)!.AsObject();
    }

    /// <summary>Budgets with the digests of their models.</summary>
    public static string Models(JsonObject view) => string.Join(
        "\n",
        view["budgets"]!.AsArray().Select(
            budget => $"{budget!["steps"]} {budget["branch"]} {budget["checkpoint"]} {budget["validationLossNats"]}"));

    /// <inheritdoc/>
    public void Dispose() => _directory.Delete(recursive: true);
}
