using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Riverrun.Models.Optimizers;

/// <summary>
/// All parameters of a model in one buffer, and their gradients in another; the model's own parameters become views.
/// An optimizer step, clipping, zeroing and a checkpoint are then a few operations instead of a few per parameter.
/// Matrices come first, so that weight decay has one stretch and the rest another.
/// </summary>
public sealed class FlatParameters : IDisposable
{
    // A cache line of float32: where matrix products like their operands to begin.
    private const long Alignment = 16;

    private readonly Parameter[] _parameters;

    /// <summary>Moves the parameters of <paramref name="model"/> into flat buffers, with their values.</summary>
    public FlatParameters(nn.Module model)
    {
        var named = model.named_parameters()
            .OrderBy(entry => entry.parameter.shape.Length < 2)
            .ToArray();
        _parameters = [.. named.Select(entry => entry.parameter)];
        Slots = [.. Layout(named)];
        DecayedLength = Slots.Where(slot => slot.Shape.Count >= 2).Sum(slot => Aligned(slot.Length));
        var length = Slots.Sum(slot => Aligned(slot.Length));
        var like = _parameters[0];
        Values = zeros(length, like.dtype, like.device).DetachFromDisposeScope();
        Gradients = zeros(length, like.dtype, like.device).DetachFromDisposeScope();
        foreach (var (slot, parameter) in Slots.Zip(_parameters))
            Adopt(slot, parameter);
    }

    /// <summary>Every parameter's place, matrices first.</summary>
    public IReadOnlyList<ParameterSlot> Slots { get; }

    /// <summary>The values, one dimension; gaps between parameters stay 0.</summary>
    public Tensor Values { get; }

    /// <summary>The gradients, laid out as <see cref="Values"/>; backward passes add to them.</summary>
    public Tensor Gradients { get; }

    /// <summary>Elements at the front that weight decay applies to: tensors of two or more dimensions.</summary>
    public long DecayedLength { get; }

    /// <summary>Parameters without the gaps.</summary>
    public long Count => Slots.Sum(slot => slot.Length);

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var parameter in _parameters)
            parameter.grad = null;
        Values.Dispose();
        Gradients.Dispose();
    }

    private static IEnumerable<ParameterSlot> Layout((string name, Parameter parameter)[] named)
    {
        var offset = 0L;
        foreach (var (name, parameter) in named)
        {
            yield return new ParameterSlot(name, parameter.shape, offset, parameter.numel());
            offset += Aligned(parameter.numel());
        }
    }

    private static long Aligned(long length) => (length + Alignment - 1) / Alignment * Alignment;

    private void Adopt(ParameterSlot slot, Parameter parameter)
    {
        using var frozen = no_grad();
        using var scope = NewDisposeScope();
        var view = slot.In(Values).view(parameter.shape);
        view.copy_(parameter);
        parameter.set_(view);
        parameter.grad = slot.In(Gradients).view(parameter.shape);
    }
}
