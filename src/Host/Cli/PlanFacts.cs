using System.Globalization;
using System.Text.Json.Nodes;
using Riverrun.Host.Forecasts;
using Riverrun.Host.Live;
using Riverrun.Models.Data;
using Riverrun.Models.Plans;
using Riverrun.Models.Specs;
using Riverrun.Models.Tasks;
using Riverrun.Models.Training;

namespace Riverrun.Host.Cli;

/// <summary>
/// What a dry run says besides the plan: parameters, tokens, checkpoints, memory, time, device, build and the whole
/// spec.
/// </summary>
/// <param name="Spec">The run.</param>
/// <param name="Forecast">What it will take; null where the files of its tokenizer are not here.</param>
/// <param name="Time">About how long it trains here; null where nobody can say.</param>
/// <param name="Device">What would train it here.</param>
internal sealed record PlanFacts(RunSpec Spec, RunForecast? Forecast, TimeSpan? Time, DeviceDescription Device)
{
    /// <summary>Looks at this machine's device, with a product that takes a fifth of a second.</summary>
    public static PlanFacts Of(RunSpec spec, DeviceDescription device)
    {
        var forecast = TryForecast(spec);

        return new PlanFacts(spec, forecast, forecast is null ? null : TimeOf(spec, forecast, device), device);
    }

    /// <summary>As lines.</summary>
    public string ToText() => Forecast is not { } run
        ? $"{Unknown}\nDevice: {Where}\n"
        : string.Join('\n', Lines(run, run.Largest.Memory)) + "\n";

    /// <summary>The members that JSON has more.</summary>
    public void AddTo(JsonObject json)
    {
        if (Forecast is { } run)
        {
            json["parameters"] = run.Largest.Memory.Parameters;
            json["tokensPerStep"] = run.Largest.TokensPerStep;
            json["tokens"] = run.Tokens;
            json["checkpoints"] = new JsonObject
            {
                ["bytes"] = run.Largest.Memory.CheckpointBytes,
                ["written"] = run.CheckpointsWritten,
                ["writtenBytes"] = run.BytesWritten,
                ["kept"] = run.CheckpointsKept,
                ["keptBytes"] = run.BytesKept,
            };
            json["memory"] = Memory(run.Largest.Memory);
            json["operations"] = run.Operations;
            json["expectedSeconds"] = Time?.TotalSeconds;
        }

        json["device"] = new JsonObject
        {
            ["kind"] = Device.Kind == DeviceKind.Cpu ? "cpu" : "cuda",
            ["name"] = Device.Name,
            ["memoryBytes"] = Device.MemoryBytes,
            ["cores"] = Device.Cores,
        };
        json["build"] = Device.Build;
        json["spec"] = SpecWriter.WriteFile(Spec);
    }

    private IEnumerable<string> Lines(RunForecast run, MemoryEstimate memory) =>
    [
        $"Model: {Amounts.Count(memory.Parameters)} parameters.",
        $"Tokens: {Amounts.Count(run.Largest.TokensPerStep)} a step, {Amounts.Count(run.Tokens)} in all.",
        $"Checkpoints: {Amounts.Bytes(memory.CheckpointBytes)} each; {Amounts.Count(run.CheckpointsWritten)} are "
            + "written, "
            + $"{Amounts.Bytes(run.BytesWritten)} in all, and {Amounts.Count(run.CheckpointsKept)} stay when gc has "
            + "run, "
            + $"{Amounts.Bytes(run.BytesKept)}.",
        $"Memory: about {Amounts.Bytes(memory.TotalBytes)}, of which logits {Amounts.Bytes(memory.LogitBytes)} "
            + $"and activations {Amounts.Bytes(memory.ActivationBytes)}.",
        $"Work: {Amounts.Count(run.Operations)} floating-point operations"
            + (Time is { } time ? $", about {Pace.Of(time)} on this device when nothing else uses it." : "."),
        $"Device: {Where}",
    ];

    private string Unknown => Spec.Main.Model is ModelConfig.OwnModel
        ? $"What a step of objective {Spec.Main.Objective?.Kind} takes, only the objective knows."
        : "Its tokenizer's files are not here, so nobody can say what it takes.";

    private string Where => string.Create(
        CultureInfo.InvariantCulture,
        $"{Device.Name}, {Amounts.Bytes(Device.MemoryBytes)}, {Spec.Device.Threads} of {Device.Cores} threads; "
            + $"{Device.Build}.");

    private static JsonObject Memory(MemoryEstimate memory) => new()
    {
        ["totalBytes"] = memory.TotalBytes,
        ["certainBytes"] = memory.CertainBytes,
        ["weightBytes"] = memory.WeightBytes,
        ["gradientBytes"] = memory.GradientBytes,
        ["momentBytes"] = memory.MomentBytes,
        ["logitBytes"] = memory.LogitBytes,
        ["activationBytes"] = memory.ActivationBytes,
        ["evaluationBytes"] = memory.EvaluationBytes,
        ["snapshotBytes"] = memory.SnapshotBytes,
        ["programBytes"] = memory.ProgramBytes,
    };

    private static RunForecast? TryForecast(RunSpec spec)
    {
        try
        {
            return spec.Main.Model is ModelConfig.OwnModel ? null : RunForecast.Of(spec, WorkloadForecast.Vocabulary);
        }
        catch (CorpusException)
        {
            return null;
        }
    }

    private static TimeSpan? TimeOf(RunSpec spec, RunForecast forecast, DeviceDescription device) =>
        spec.Main.Model is ModelConfig.Llama model && device.Kind == spec.Device.Kind
            && (spec.Device.Kind == DeviceKind.Cpu || Gpus.Count() > 0)
            && forecast.Largest.Memory.TotalBytes < device.MemoryBytes
            ? forecast.TimeAt(ProbeSpeed.Measure(
                spec.Device, (long)spec.Main.Batch.Size * WorkloadForecast.ContextOf(spec.Main), model.Width,
                model.FeedForwardWidth))
            : null;
}
