using static TorchSharp.torch;

namespace Riverrun.Models.Training;

/// <summary>
/// First weights that depend on the run's seed and the tensor's name alone: not on the device, on the order of drawing,
/// or on a generator that other threads use too, as those that TorchSharp's modules draw do.
/// </summary>
public static class FirstWeights
{
    /// <summary>
    /// Draws tensors of two or more dimensions from U(±1/√fan-in), as PyTorch's linear and convolution layers do; sets
    /// biases to 0 and leaves other vectors, such as gains, as the module made them.
    /// </summary>
    /// <param name="module">What is drawn, frozen parts included.</param>
    /// <param name="setup">The run.</param>
    /// <param name="name">The module's name among several; the same tensors of another are then drawn
    /// otherwise.</param>
    public static void Draw(nn.Module module, ObjectiveSetup setup, string name = "")
    {
        using var frozen = no_grad();
        foreach (var (tensor, parameter) in module.named_parameters())
        {
            using var scope = NewDisposeScope();
            if (parameter.shape.Length >= 2)
                parameter.copy_(
                    Uniform(parameter.shape, setup.InitialSeed(name.Length == 0 ? tensor : $"{name}.{tensor}")));
            else if (tensor.EndsWith("bias", StringComparison.Ordinal))
                parameter.zero_();
        }
    }

    // On the processor in float32, whatever the device.
    private static Tensor Uniform(long[] shape, long seed)
    {
        using var generator = new Generator((ulong)seed);
        var bound = 1 / Math.Sqrt(shape.Skip(1).Aggregate(1L, (product, size) => product * size));
        return empty(shape).uniform_(-bound, bound, generator);
    }
}
