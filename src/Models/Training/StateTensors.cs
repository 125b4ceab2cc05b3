using Riverrun.Models.Checkpoints;
using Riverrun.Models.Native;
using Riverrun.Models.Optimizers;
using static TorchSharp.torch;

namespace Riverrun.Models.Training;

/// <summary>
/// The tensors of a training state by the names under which they are stored: weights under their published names,
/// moments as <c>optimizer.exp_avg.NAME</c>.
/// </summary>
internal sealed class StateTensors(FlatParameters parameters, IOptimizer optimizer)
{
    private const string MomentPrefix = "optimizer.";

    /// <summary>The flat buffers that make up the state, weights first.</summary>
    public IReadOnlyList<Tensor> Buffers => [parameters.Values, .. optimizer.Moments.Select(moment => moment.Flat)];

    /// <summary>Whether a stored tensor belongs to the model, not to the optimizer.</summary>
    public static bool IsWeight(string name) => !name.StartsWith(MomentPrefix, StringComparison.Ordinal);

    /// <summary>
    /// Every stored tensor over the memory of <paramref name="buffers"/>, which lie
    /// in host memory as <see cref="Buffers"/> do.
    /// </summary>
    public IReadOnlyList<SafeTensor> Over(IReadOnlyList<Tensor> buffers)
    {
        using var scope = NewDisposeScope();
        return [.. Prefixes().Zip(buffers).SelectMany(pair => parameters.Slots.Select(slot =>
            new SafeTensor(pair.First + slot.Name, "F32", slot.Shape, new TensorMemory(slot.In(pair.Second)).Memory)))];
    }

    /// <summary>Fills the buffers from stored tensors.</summary>
    /// <param name="stored">The tensors of a file.</param>
    /// <param name="moments">Whether the optimizer's are wanted too.</param>
    /// <exception cref="InvalidDataException">A tensor is missing or has another shape.</exception>
    public void Load(IReadOnlyDictionary<string, SafeTensor> stored, bool moments)
    {
        RefuseStrangers(stored);
        using var frozen = no_grad();
        foreach (var (prefix, buffer) in Prefixes().Zip(Buffers).Take(moments ? int.MaxValue : 1))
        {
            foreach (var slot in parameters.Slots)
            {
                using var scope = NewDisposeScope();
                using var host = empty(slot.Length);
                Matching(stored, prefix + slot.Name, slot.Shape).Data.Span.CopyTo(host.bytes);
                slot.In(buffer).copy_(host);
            }
        }
    }

    private static SafeTensor Matching(IReadOnlyDictionary<string, SafeTensor> stored, string name, IReadOnlyList<long> shape)
    {
        if (!stored.TryGetValue(name, out var tensor))
            throw new InvalidDataException($"The training state has no tensor '{name}'; the model needs it.");
        return tensor.DType == "F32" && tensor.Shape.SequenceEqual(shape)
            ? tensor
            : throw new InvalidDataException(
                $"Tensor '{name}' is {tensor.DType} [{string.Join(", ", tensor.Shape)}] in the training state; "
                + $"the model needs F32 [{string.Join(", ", shape)}].");
    }

    private IEnumerable<string> Prefixes() => ["", .. optimizer.Moments.Select(moment => $"{MomentPrefix}{moment.Prefix}.")];

    private void RefuseStrangers(IReadOnlyDictionary<string, SafeTensor> stored)
    {
        var known = parameters.Slots.Select(slot => slot.Name).ToHashSet(StringComparer.Ordinal);
        if (stored.Keys.Where(IsWeight).Order(StringComparer.Ordinal).FirstOrDefault(name => !known.Contains(name)) is { } stranger)
            throw new InvalidDataException($"The training state has a tensor '{stranger}' that the model lacks.");
    }
}
