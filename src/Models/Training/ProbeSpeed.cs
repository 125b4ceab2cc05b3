using System.Diagnostics;
using Riverrun.Models.Plans;
using static TorchSharp.torch;

namespace Riverrun.Models.Training;

/// <summary>
/// What this machine's device computes in a second, measured by products and sums of the shapes that a model has.
/// </summary>
/// <param name="OperationsPerSecond">Floating-point operations of matrix products.</param>
/// <param name="BytesPerSecond">Bytes read and written by operations on single elements.</param>
public sealed record ProbeSpeed(double OperationsPerSecond, double BytesPerSecond)
{
    private static readonly TimeSpan Long = TimeSpan.FromMilliseconds(100);

    /// <summary>
    /// Multiplications of one round: a millisecond or two, so that the best of many rounds is one that nothing
    /// disturbed.
    /// </summary>
    private const long MostProducts = 1 << 26;

    private const int MostColumns = 4096;
    private const int FewestRows = 64;

    /// <summary>More than the caches hold.</summary>
    private const int Elements = 4 << 20;

    /// <summary>Measures for a fifth of a second.</summary>
    /// <param name="device">What to compute on, and how.</param>
    /// <param name="tokens">Rows of a batch.</param>
    /// <param name="width">Columns.</param>
    /// <param name="innerWidth">Columns of the product.</param>
    /// <exception cref="MissingDeviceException">This process has no such device.</exception>
    public static ProbeSpeed Measure(DeviceConfig device, long tokens, int width, int innerWidth)
    {
        var on = ThisDevice.Open(device);
        using var frozen = no_grad();
        using var scope = NewDisposeScope();
        var type = device.Precision == Precision.Mixed ? ScalarType.BFloat16 : ScalarType.Float32;
        (width, innerWidth) = (Math.Min(width, MostColumns), Math.Min(innerWidth, MostColumns));
        var rows = Math.Min(tokens, Math.Max(FewestRows, MostProducts / ((long)width * innerWidth)));
        var left = rand([rows, width], type, on);
        var right = rand([width, innerWidth], type, on);
        var elements = rand([Elements, 1], device: on);
        var product = Best(() => left.mm(right));
        var sum = Best(() => elements * elements);

        return new ProbeSpeed(2.0 * rows * width * innerWidth / product, 3.0 * sizeof(float) * Elements / sum);

        double Best(Func<Tensor> operation)
        {
            var best = double.PositiveInfinity;

            for (var began = Stopwatch.GetTimestamp(); best == double.PositiveInfinity
                || Stopwatch.GetElapsedTime(began) < Long;)
            {
                using var inner = NewDisposeScope();
                var round = Stopwatch.GetTimestamp();
                _ = operation()[0, 0].to(ScalarType.Float32).item<float>(); // Waits for the device.
                best = Math.Min(best, Stopwatch.GetElapsedTime(round).TotalSeconds);
            }

            return best;
        }
    }
}
