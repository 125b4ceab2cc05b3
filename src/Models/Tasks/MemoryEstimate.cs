using Riverrun.Models.Plans;

namespace Riverrun.Models.Tasks;

/// <summary>
/// The memory that training a workload takes, in bytes, from its configuration alone: nothing is allocated to find it.
/// </summary>
/// <param name="Parameters">Numbers that the model learns.</param>
/// <param name="WeightBytes">Its weights.</param>
/// <param name="GradientBytes">Their gradients, which are kept from step to step.</param>
/// <param name="MomentBytes">What the optimizer remembers.</param>
/// <param name="LogitBytes">Scores of every token at every position of a batch: them, their logarithms, their
/// gradients.</param>
/// <param name="ActivationBytes">What the layers keep of one forward pass for the backward one, and what both need in
/// passing.</param>
/// <param name="EvaluationBytes">What a measurement needs in place of a step's logits and activations.</param>
/// <param name="SnapshotBytes">The copy of the state that is being written as a checkpoint; none on a GPU, for it lies
/// in host memory.</param>
/// <param name="ProgramBytes">Program, runtime and libtorch.</param>
public sealed record MemoryEstimate(
    long Parameters,
    long WeightBytes,
    long GradientBytes,
    long MomentBytes,
    long LogitBytes,
    long ActivationBytes,
    long EvaluationBytes,
    long SnapshotBytes,
    long ProgramBytes)
{
    private const int Float = sizeof(float);

    /// <summary>Measured: the runtime with libtorch, before the first model.</summary>
    private const long Program = 330L << 20;

    /// <summary>Bytes of one checkpoint.</summary>
    public long CheckpointBytes => Sum(WeightBytes, MomentBytes);

    /// <summary>
    /// What no device can train it without: weights, gradients, moments and logits, all of which are there at a time.
    /// </summary>
    public long CertainBytes => Sum(WeightBytes, GradientBytes, MomentBytes, LogitBytes);

    /// <summary>
    /// The peak on a processor. Beside the peak of the resident set of seven runs of 4 to 40 steps, of 0.1 to 28.5
    /// million parameters, windows of 64 to 1,024 tokens, it was between 18 % below and 4 % above. A checkpoint that is
    /// taken while the one before it is still being written needs a second copy, which is not in it.
    /// </summary>
    public long TotalBytes => Sum(
        WeightBytes, GradientBytes, MomentBytes, Math.Max(Sum(LogitBytes, ActivationBytes), EvaluationBytes),
        SnapshotBytes, ProgramBytes);

    /// <summary>Estimates.</summary>
    /// <param name="workload">What is trained.</param>
    /// <param name="vocabulary">Tokens V of what it reads.</param>
    /// <param name="context">Tokens T of a window.</param>
    /// <param name="device">On what.</param>
    public static MemoryEstimate Of(Workload workload, int vocabulary, int context, DeviceConfig device) =>
        workload.Model switch
        {
            ModelConfig.Llama model => OfLlama(workload, model, vocabulary, context, device),
            ModelConfig.Bigram => OfTable(workload),
            _ => new MemoryEstimate(0, 0, 0, 0, 0, 0, 0, 0, Program), // Nobody but the objective knows.
        };

    private static MemoryEstimate OfLlama(
        Workload workload, ModelConfig.Llama model, int vocabulary, int context, DeviceConfig device)
    {
        var parameters = ParameterCount.Of(model, vocabulary);
        var weights = (Int128)parameters * Float;
        var moments = workload.Optimizer is Plans.OptimizerConfig.AdamW ? 2 * weights : 0;
        var tokens = (Int128)workload.Batch.Size * context;
        var measured = (Int128)Math.Min(workload.Batch.Size, workload.Evaluation.Windows) * context;
        var halves = device.Precision == Precision.Mixed ? 1 : 0;

        // Kept for the backward pass, a token and layer: the stream and both norms, queries, keys, values, what they
        // mix, and four inner vectors, some of them smaller in bfloat16; with written-out scores those too. A third
        // more was measured, which the allocator does not hand back; and one layer needs as much again in passing.
        var inner = (10 * (Int128)model.Width + 4 * (Int128)model.FeedForwardWidth) * (4 - halves) / 4;
        var scores = IsWrittenOut(device, context) ? (Int128)model.Heads * context : 0;
        var layers = model.Layers * (inner + scores) * 4 / 3 + inner * 3 / 2 + 3 * scores;
        // Clamped, for the greatest product is beyond an Int128.
        var ofToken = (layers + vocabulary + 4 * (Int128)model.Width) * Float;
        var passing = Math.Max(model.FeedForwardWidth, vocabulary) * (Int128)model.Width * Float * 2;

        return new MemoryEstimate(
            parameters,
            ParameterCount.Clamped(weights),
            ParameterCount.Clamped(weights),
            ParameterCount.Clamped(moments),
            ParameterCount.Clamped(3 * tokens * vocabulary * Float),
            ParameterCount.Clamped(tokens * ParameterCount.Clamped(ofToken) + halves * weights / 2 + passing),
            ParameterCount.Clamped(measured * (2 * vocabulary + 2 * inner + 2 * scores) * Float),
            device.Kind == DeviceKind.Cpu ? ParameterCount.Clamped(weights + moments) : 0,
            Program);
    }

    /// <summary>
    /// The table of logits, the distribution that it learns, and the rows of one batch, all in float64.
    /// </summary>
    private static MemoryEstimate OfTable(Workload workload)
    {
        var model = (ModelConfig.Bigram)workload.Model;
        var parameters = ParameterCount.Of(model, 0);
        var table = (Int128)parameters * sizeof(double);
        var samples = (long)workload.Batch.Size * workload.Batch.AccumulationSteps;
        var rows = (Int128)Math.Min((long)model.DeterministicContexts + model.UncertainContexts, samples);

        return new MemoryEstimate(
            parameters,
            ParameterCount.Clamped(table),
            ParameterCount.Clamped(rows * model.Tokens * 2 * sizeof(double)),
            0,
            0,
            ParameterCount.Clamped(table),
            0,
            ParameterCount.Clamped(table),
            Program);
    }

    /// <summary>As in <c>CausalMixing</c>.</summary>
    private static bool IsWrittenOut(DeviceConfig device, int context) =>
        device.Kind == DeviceKind.Cpu && context <= Layers.CausalMixing.LongestWrittenOut;

    private static long Sum(params ReadOnlySpan<long> bytes)
    {
        Int128 sum = 0;

        foreach (var part in bytes)
            sum += part;

        return ParameterCount.Clamped(sum);
    }
}
