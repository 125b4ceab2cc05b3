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
/// <param name="Counters">The state's whole numbers by name: <c>position</c>, <c>optimizer-step</c>, and what an
/// objective has besides.</param>
/// <param name="Device">The device and how it computed.</param>
/// <param name="Facts">What it was trained on: <c>tokenizer</c>, its identity by the content of its files (none for
/// bytes), and <c>corpus</c>, the hash of a text corpus (none for what comes with .NET). States of older builds may
/// lack them.</param>
internal sealed record StateManifest(
    string WorkloadHash,
    long Step,
    IReadOnlyDictionary<string, long> Counters,
    DeviceConfig Device,
    IReadOnlyDictionary<string, string> Facts)
{
    private const string Format = "riverrun-trainer-state";
    private const string Schema = "1";
    private const string BigramSchema = "riverrun-bigram-1";
    private const string CounterPrefix = "counter.";
    private static readonly string[] Basic = [StateCounter.PositionName, StateCounter.OptimizerStepName];
    private const string FactPrefix = "fact.";
    private static readonly string[] FactNames = ["tokenizer", "corpus"];

    /// <summary>The hash of what <paramref name="setup"/> trains.</summary>
    public static string HashOf(TrainerSetup setup) =>
        Convert.ToHexStringLower(SHA256.HashData(
            JsonSerializer.SerializeToUtf8Bytes(new { setup.Seed, setup.WorkloadName, setup.Workload })));

    /// <summary>The tokenizer's identity, or null.</summary>
    public string? Tokenizer => Facts.GetValueOrDefault("tokenizer");

    /// <summary>A counter; 0 where the state has none of that name.</summary>
    public long Counter(string name) => Counters.GetValueOrDefault(name);

    /// <summary>Reads what <see cref="ToMetadata"/> wrote.</summary>
    /// <exception cref="InvalidDataException">The metadata belong to something else.</exception>
    public static StateManifest Parse(IReadOnlyDictionary<string, string> metadata)
    {
        if (metadata.GetValueOrDefault("schema") == BigramSchema)
            return OfBigram(metadata);
        if (Text("format") != Format)
            throw new InvalidDataException(
                $"The file is no training state: its format is '{Text("format")}', not '{Format}'.");
        if (Text("schema") != Schema)
            throw new InvalidDataException(
                $"The training state has schema {Text("schema")}; this build reads schema {Schema}.");
        var counters = metadata.Keys
            .Where(key => key.StartsWith(CounterPrefix, StringComparison.Ordinal))
            .ToDictionary(key => key[CounterPrefix.Length..], Number, StringComparer.Ordinal);
        foreach (var name in Basic)
            counters[name] = Number(name);

        return new StateManifest(
            Text("workload"), Number("step"), counters,
            new DeviceConfig(Named<DeviceKind>("device"), (int)Number("threads"), Named<Precision>("precision")),
            metadata
                .Where(pair =>
                    FactNames.Contains(pair.Key) || pair.Key.StartsWith(FactPrefix, StringComparison.Ordinal))
                .ToDictionary(
                    pair => FactNames.Contains(pair.Key) ? pair.Key : pair.Key[FactPrefix.Length..], pair => pair.Value,
                    StringComparer.Ordinal));

        string Text(string key) => metadata.TryGetValue(key, out var value)
            ? value
            : throw new InvalidDataException($"The file is no training state: its metadata lack '{key}'.");

        long Number(string key) => Whole(key, Text(key));

        T Named<T>(string key)
            where T : struct, Enum => Enum.TryParse<T>(Text(key), out var value)
            ? value
            : throw new InvalidDataException(
                $"The training state's '{key}' is '{Text(key)}'; it must be one of "
                    + $"{string.Join(", ", Enum.GetNames<T>())}.");
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
            ["device"] = Device.Kind.ToString(),
            ["threads"] = Device.Threads.ToString(CultureInfo.InvariantCulture),
            ["precision"] = Device.Precision.ToString(),
            ["riverrun"] = BuildVersions.Riverrun,
            ["commit"] = BuildVersions.Commit,
            ["torchsharp"] = BuildVersions.TorchSharp,
            ["libtorch"] = BuildVersions.LibTorch,
        };

        foreach (var name in Basic)
            metadata[name] = Counter(name).ToString(CultureInfo.InvariantCulture);
        foreach (var (name, value) in Counters.Where(counter => !Basic.Contains(counter.Key)))
            metadata[CounterPrefix + name] = value.ToString(CultureInfo.InvariantCulture);
        foreach (var (name, value) in Facts)
            metadata[FactNames.Contains(name) ? name : FactPrefix + name] = value;
        return metadata;
    }

    /// <summary>A table of logits as builds before the common trainer stored it.</summary>
    private static StateManifest OfBigram(IReadOnlyDictionary<string, string> metadata) => new(
        "",
        Whole("step", metadata.GetValueOrDefault("step", "")),
        new Dictionary<string, long>
        {
            [StateCounter.PositionName] = Whole("data-position", metadata.GetValueOrDefault("data-position", "")),
        },
        new DeviceConfig(DeviceKind.Cpu, 1, Precision.Full),
        new Dictionary<string, string>());

    private static long Whole(string key, string text) =>
        long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var value)
            ? value
            : throw new InvalidDataException(
                $"The training state's '{key}' is '{text}'; it must be a whole number, at least 0.");
}
