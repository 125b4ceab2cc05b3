using Riverrun.Models.Optimizers;
using Riverrun.Models.Seeds;
using static TorchSharp.torch;

namespace Riverrun.Models.Tasks.Language;

/// <summary>
/// First weights: matrices from N(0, 0.02²), those that write to the residual stream divided by sqrt(2·layers)
/// (Radford et al. 2019, §2.3), gains 1. Each tensor has a seed of its own, so that weights do not depend on the order
/// of drawing.
/// </summary>
public static class LlamaInitialization
{
    private const double Deviation = 0.02;

    /// <summary>Draws all weights of a model with <paramref name="layers"/> layers.</summary>
    /// <param name="parameters">What is drawn.</param>
    /// <param name="layers">Decoder layers.</param>
    /// <param name="seed">Seed of the run.</param>
    public static void Draw(FlatParameters parameters, int layers, long seed)
    {
        using var frozen = no_grad();
        foreach (var slot in parameters.Slots)
        {
            using var scope = NewDisposeScope();
            slot.In(parameters.Values).copy_(First(slot, layers, seed));
        }
    }

    private static Tensor First(ParameterSlot slot, int layers, long seed)
    {
        if (slot.Shape.Count < 2)
            return ones(slot.Length);
        // Always drawn on the processor in float32: every device starts from the same weights.
        using var generator = new Generator((ulong)StepSeeds.For(seed, slot.Name, 0, StepPurpose.Initialization));
        var deviation = WritesToStream(slot.Name) ? Deviation / Math.Sqrt(2 * layers) : Deviation;
        return empty(slot.Length).normal_(0, deviation, generator);
    }

    private static bool WritesToStream(string name) =>
        name.EndsWith("o_proj.weight", StringComparison.Ordinal)
            || name.EndsWith("down_proj.weight", StringComparison.Ordinal);
}
