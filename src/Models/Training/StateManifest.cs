using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json;
using Riverrun.Models.Plans;

namespace Riverrun.Models.Training;

/// <summary>
/// What a stored training state says about itself, next to its tensors. It names no time, host
/// or path: the same state is the same bytes.
/// </summary>
/// <param name="WorkloadHash">SHA-256 of workload, its name and the run's seed; forks may differ in it.</param>
/// <param name="Step">Optimizer steps of ancestry.</param>
/// <param name="Position">Windows read.</param>
/// <param name="OptimizerStep">Steps since the optimizer's moments were 0.</param>
/// <param name="Device">The device and how it computed.</param>
/// <param name="Tokenizer">The tokenizer's identity by the content of its files; null for bytes, and in states of
/// older builds.</param>
/// <param name="Corpus">The hash of a text corpus, its tokenizer included; null for what comes with .NET, and in
/// states of older builds.</param>
internal sealed record StateManifest(
    string WorkloadHash,
    long Step,
    long Position,
    long OptimizerStep,
    DeviceConfig Device,
    string? Tokenizer = null,
    string? Corpus = null)
{
    private const string Format = "riverrun-trainer-state";
    private const string Schema = "1";

    /// <summary>The hash of what <paramref name="setup"/> trains.</summary>
    public static string HashOf(TrainerSetup setup) =>
        Convert.ToHexStringLower(SHA256.HashData(
            JsonSerializer.SerializeToUtf8Bytes(new { setup.Seed, setup.WorkloadName, setup.Workload })));

    /// <summary>Reads what <see cref="ToMetadata"/> wrote.</summary>
    /// <exception cref="InvalidDataException">The metadata belong to something else.</exception>
    public static StateManifest Parse(IReadOnlyDictionary<string, string> metadata)
    {
        if (Text("format") != Format)
            throw new InvalidDataException($"The file is no training state: its format is '{Text("format")}', not '{Format}'.");
        if (Text("schema") != Schema)
            throw new InvalidDataException($"The training state has schema {Text("schema")}; this build reads schema {Schema}.");
        return new StateManifest(
            Text("workload"), Number("step"), Number("position"), Number("optimizer-step"),
            new DeviceConfig(Named<DeviceKind>("device"), (int)Number("threads"), Named<Precision>("precision")),
            metadata.GetValueOrDefault("tokenizer"), metadata.GetValueOrDefault("corpus"));

        string Text(string key) => metadata.TryGetValue(key, out var value)
            ? value
            : throw new InvalidDataException($"The file is no training state: its metadata lack '{key}'.");

        long Number(string key) => long.TryParse(Text(key), NumberStyles.None, CultureInfo.InvariantCulture, out var value)
            ? value
            : throw new InvalidDataException($"The training state's '{key}' is '{Text(key)}'; it must be a whole number, at least 0.");

        T Named<T>(string key)
            where T : struct, Enum => Enum.TryParse<T>(Text(key), out var value)
            ? value
            : throw new InvalidDataException(
                $"The training state's '{key}' is '{Text(key)}'; it must be one of {string.Join(", ", Enum.GetNames<T>())}.");
    }

    /// <summary>The manifest as the file's metadata.</summary>
    public IReadOnlyDictionary<string, string> ToMetadata()
    {
        var metadata = new SortedDictionary<string, string>(StringComparer.Ordinal)
        {
            ["format"] = Format,
            ["schema"] = Schema,
            ["workload"] = WorkloadHash,
            ["step"] = Step.ToString(CultureInfo.InvariantCulture),
            ["position"] = Position.ToString(CultureInfo.InvariantCulture),
            ["optimizer-step"] = OptimizerStep.ToString(CultureInfo.InvariantCulture),
            ["device"] = Device.Kind.ToString(),
            ["threads"] = Device.Threads.ToString(CultureInfo.InvariantCulture),
            ["precision"] = Device.Precision.ToString(),
            ["riverrun"] = BuildVersions.Riverrun,
            ["commit"] = BuildVersions.Commit,
            ["torchsharp"] = BuildVersions.TorchSharp,
            ["libtorch"] = BuildVersions.LibTorch,
        };

        // Absent and not empty: a state that has neither is the same bytes as before there were such keys.
        if (Tokenizer is not null)
            metadata["tokenizer"] = Tokenizer;
        if (Corpus is not null)
            metadata["corpus"] = Corpus;
        return metadata;
    }
}
