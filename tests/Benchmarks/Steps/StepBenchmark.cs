using Riverrun.Models.Native;
using Riverrun.Models.Plans;
using Riverrun.Models.Training;
using static TorchSharp.torch;

namespace Riverrun.Benchmarks.Steps;

/// <summary>How fast the trainer steps, and which share of the processor's peak that is.</summary>
internal static class StepBenchmark
{
    private const int Repetitions = 5;

    /// <summary>Prints peak, step rates and shares.</summary>
    public static int Run(TextWriter output)
    {
        set_num_threads(1);
        WideProducts.Enable();
        foreach (var precision in new[] { Precision.Full, Precision.Mixed })
        {
            var peak = Peak(precision);
            output.WriteLine($"{precision}: matrix products reach {peak / 1e9:F0} GFLOP/s");
            foreach (var heads in new[] { 5, 10 })
            {
                using var trainer = TenMillion.Trainer(heads, precision);
                var step = BestTime.Of(() => trainer.Train(TenMillion.Rate), Repetitions).TotalSeconds;
                var tokens = TenMillion.Batch * TenMillion.Context / step;
                var share = TenMillion.Operations(heads) / step / peak;
                output.WriteLine(
                    $"  {heads} heads: {step * 1e3:F0} ms a step, {tokens:F0} tokens/s, {share:P0} of that");
            }
        }

        return 0;
    }

    private static double Peak(Precision precision)
    {
        const int Size = 2048;
        using var scope = NewDisposeScope();
        using var frozen = no_grad();
        var square = randn(Size, Size).to(precision == Precision.Mixed ? ScalarType.BFloat16 : ScalarType.Float32);
        return 2.0 * Size * Size * Size / BestTime.Of(() => square.mm(square), 5).TotalSeconds;
    }
}
