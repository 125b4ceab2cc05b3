using Riverrun.Models.Data;
using Riverrun.Models.Objectives;
using Riverrun.Models.Plans;
using Riverrun.Models.Zoo;
using TorchSharp;
using static TorchSharp.torch;

namespace Riverrun.Models.Training;

/// <summary>Measures a language model on evenly spaced held-out windows, always the same ones.</summary>
internal static class HeldOutEvaluation
{
    /// <summary>Mean loss over the windows that <paramref name="workload"/> asks for.</summary>
    public static Evaluation Of(Llama model, ICorpus corpus, WindowBatches batches, Workload workload)
    {
        using var frozen = no_grad();
        using var scope = NewDisposeScope();
        var windows = workload.Evaluation.Windows;
        var sum = zeros([], dtype: ScalarType.Float64, device: batches.Device);
        for (var first = 0; first < windows; first += workload.Batch.Size)
        {
            using var inner = NewDisposeScope();
            var rows = Math.Min(workload.Batch.Size, windows - first);
            var (inputs, targets) = batches.HeldOut(first, rows, windows);
            using var weight = rows.ToScalar();
            sum.add_(NextTokenLoss.Of(model.Forward(inputs), targets).CrossEntropy, weight);
        }

        var nats = sum.item<double>() / windows;
        return new Evaluation(nats, nats / Math.Log(2) / corpus.BytesPerToken, new Dictionary<string, double>(), HeldOutDigest.Of(corpus, windows));
    }
}
