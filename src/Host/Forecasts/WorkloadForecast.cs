using Riverrun.Models.Data;
using Riverrun.Models.Plans;
using Riverrun.Models.Tasks;

namespace Riverrun.Host.Forecasts;

/// <summary>What one step of a workload takes. Pure.</summary>
/// <param name="Memory">What training it takes.</param>
/// <param name="TokensPerStep">Tokens that one optimizer step reads; samples of a bigram model.</param>
/// <param name="OperationsPerStep">Floating-point operations of a step.</param>
/// <param name="OperationsPerMeasurement">Those of one look at the held-out windows.</param>
/// <param name="BytesPerStep">Bytes that operations on single elements move in a step.</param>
internal sealed record WorkloadForecast(
    MemoryEstimate Memory, double TokensPerStep, double OperationsPerStep, double OperationsPerMeasurement,
    double BytesPerStep)
{
    /// <summary>
    /// What is kept for the backward pass is written, read, and answered by a gradient; fitted to seven measured runs.
    /// </summary>
    private const double Passes = 5;

    /// <summary>Weight, gradient and two moments are read and written by the optimizer, in float32.</summary>
    private const int BytesPerParameter = 28;

    /// <summary>What the workload takes on a device.</summary>
    /// <param name="workload">What is trained.</param>
    /// <param name="vocabulary">Tokens that its tokenizer knows.</param>
    /// <param name="device">On what.</param>
    public static WorkloadForecast Of(Workload workload, int vocabulary, DeviceConfig device)
    {
        var context = ContextOf(workload);
        var tokens = (double)workload.Batch.Size * workload.Batch.AccumulationSteps * context;
        var memory = MemoryEstimate.Of(workload, vocabulary, context, device);

        return new WorkloadForecast(
            memory,
            tokens,
            tokens * TokenCost.Training(workload, vocabulary, context),
            workload.Model is ModelConfig.Llama
                ? (double)workload.Evaluation.Windows * context * TokenCost.Measuring(workload, vocabulary, context)
                : 6.0 * memory.Parameters,
            Passes * workload.Batch.AccumulationSteps * ((double)memory.ActivationBytes + memory.LogitBytes)
                + (double)BytesPerParameter * memory.Parameters);
    }

    /// <summary>Tokens of a window; one for a bigram model, whose samples are single tokens.</summary>
    public static int ContextOf(Workload workload) =>
        workload.Model is ModelConfig.Llama ? Corpora.WindowsOf(workload.Data).Context : 1;

    /// <summary>Tokens that the tokenizer of a workload knows at least: those of a file are not looked at.</summary>
    public static int LeastVocabulary(Workload workload) =>
        !workload.Data.IsText ? 0
        : Corpora.WindowsOf(workload.Data).Tokenizer is TokenizerConfig.Bytes ? new ByteTokenizer().VocabularySize : 1;

    /// <summary>Tokens that the tokenizer of a workload knows, or where its files cannot be read the least.</summary>
    public static int VocabularyOrLeast(Workload workload)
    {
        try
        {
            return Vocabulary(workload);
        }
        catch (CorpusException)
        {
            return LeastVocabulary(workload);
        }
    }

    /// <summary>Tokens that the tokenizer of a workload knows; its files are read.</summary>
    /// <exception cref="CorpusException">They are missing, or no tokenizer.</exception>
    public static int Vocabulary(Workload workload) =>
        workload.Data.IsText ? Tokenizers.Open(Corpora.WindowsOf(workload.Data).Tokenizer).VocabularySize : 0;
}
