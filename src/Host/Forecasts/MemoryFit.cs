using Riverrun.Models.Plans;
using Riverrun.Models.Tasks;
using Riverrun.Models.Training;

namespace Riverrun.Host.Forecasts;

/// <summary>Whether a run fits the memory of a device, said before it is started. Pure.</summary>
/// <param name="Refusal">Why it cannot be trained there, whatever else the device has to do; null where it may.</param>
/// <param name="Warning">Why it may not fit; null where it should.</param>
internal sealed record MemoryFit(string? Refusal, string? Warning)
{
    /// <summary>Nothing to say.</summary>
    public static MemoryFit Fine { get; } = new(null, null);

    /// <summary>Compares what a run takes with what there is.</summary>
    /// <param name="spec">The run.</param>
    /// <param name="vocabulary">Tokens that the tokenizer of a workload knows.</param>
    /// <param name="device">What would train it; one of another kind, or that tells of no memory, is not
    /// judged.</param>
    public static MemoryFit Of(RunSpec spec, Func<Workload, int> vocabulary, DeviceDescription device)
    {
        if (device.Kind != spec.Device.Kind || device.MemoryBytes <= 0)
            return Fine;

        var forecasts = spec.Workloads
            .Select(pair => (
                pair.Key,
                Workload: pair.Value,
                WorkloadForecast.Of(pair.Value, vocabulary(pair.Value), spec.Device).Memory))
            .ToList();
        var (name, workload, memory) = forecasts.MaxBy(one => one.Memory.CertainBytes);

        if (memory.CertainBytes > device.MemoryBytes)
            return new MemoryFit(
                $"{Named(spec, name)} needs at least {Amounts.Bytes(memory.CertainBytes)} of memory "
                + $"({Parts(memory)}), and {device.Name} has {Amounts.Bytes(device.MemoryBytes)}; make "
                + $"{Keys(workload)} smaller.",
                null);

        (name, workload, memory) = forecasts.MaxBy(one => one.Memory.TotalBytes);

        return memory.TotalBytes > device.MemoryBytes
            ? new MemoryFit(
                null,
                $"{Named(spec, name)} takes about {Amounts.Bytes(memory.TotalBytes)} of memory, and {device.Name} has "
                + $"{Amounts.Bytes(device.MemoryBytes)}; it may be killed for that, and {Keys(workload)} decide it.")
            : Fine;
    }

    private static string Named(RunSpec spec, string workload) =>
        workload == RunSpec.MainWorkload ? $"Run {spec.Name}" : $"Stage {workload} of run {spec.Name}";

    private static string Parts(MemoryEstimate memory) =>
        $"{Amounts.Count(memory.Parameters)} parameters with gradients and moments {Amounts.Bytes(
            (double)memory.WeightBytes + memory.GradientBytes + memory.MomentBytes)}, "
        + $"logits of one batch {Amounts.Bytes(memory.LogitBytes)}";

    private static string Keys(Workload workload) => workload.Model is ModelConfig.Llama
        ? "model.width, model.layers, model.feed-forward-width, data.batch, data.context or the tokenizer's vocabulary"
        : "model.deterministic-contexts, model.uncertain-contexts or model.tokens";
}
