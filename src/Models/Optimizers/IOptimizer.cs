using static TorchSharp.torch;

namespace Riverrun.Models.Optimizers;

/// <summary>
/// Turns the gradients of <see cref="FlatParameters"/> into one step. Nothing in it waits for the device.
/// </summary>
public interface IOptimizer : IDisposable
{
    /// <summary>Steps since the moments were 0; what bias correction counts.</summary>
    long Steps { get; set; }

    /// <summary>State to keep, by the prefix of its name, laid out as <see cref="FlatParameters.Values"/>.</summary>
    IReadOnlyList<(string Prefix, Tensor Flat)> Moments { get; }

    /// <summary>Takes one step and zeroes the gradients.</summary>
    /// <param name="learningRate">The rate of this step.</param>
    /// <returns>The norm of the whole gradient before clipping, no dimensions, on the device.</returns>
    Tensor Step(double learningRate);
}
