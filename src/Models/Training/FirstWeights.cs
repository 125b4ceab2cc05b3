using Riverrun.Models.Optimizers;
using static TorchSharp.torch;

namespace Riverrun.Models.Training;

/// <summary>
/// First weights that depend on the run's seed and the tensor's name alone: not on the device, on the order of drawing, or on a generator
/// that other threads use too, as those that TorchSharp's modules draw do.
/// </summary>
public static class FirstWeights
{
    /// <summary>
    /// Draws tensors of two or more dimensions from U(±1/√fan-in), as PyTorch's linear and convolution layers do; sets biases to 0
    /// and leaves other vectors, such as gains, as the module made them.
    /// </summary>
    /// <param name="parameters">What is drawn.</param>
    /// <param name="setup">The run.</param>
    public static void Draw(FlatParameters parameters, ObjectiveSetup setup)
    {
        using var frozen = no_grad();
        foreach (var slot in parameters.Slots)
        {
            using var scope = NewDisposeScope();
            if (slot.Shape.Count >= 2)
                slot.In(parameters.Values).copy_(Uniform(slot, setup.InitialSeed(slot.Name)));
            else if (slot.Name.EndsWith("bias", StringComparison.Ordinal))
                slot.In(parameters.Values).zero_();
        }
    }

    // On the processor in float32, whatever the device.
    private static Tensor Uniform(ParameterSlot slot, long seed)
    {
        using var generator = new Generator((ulong)seed);
        var bound = 1 / Math.Sqrt(slot.Length / (double)slot.Shape[0]);
        return empty(slot.Length).uniform_(-bound, bound, generator);
    }
}
