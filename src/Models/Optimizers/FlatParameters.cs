using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Riverrun.Models.Optimizers;

/// <summary>
/// All parameters of a model in one buffer, and their gradients in another; the model's own parameters become views.
/// An optimizer step, clipping, zeroing and a checkpoint are then a few operations instead of a few per parameter.
/// The parameters of a group lie together, so that an optimizer has one stretch for each.
/// </summary>
public sealed class FlatParameters : IDisposable
{
    // A cache line of float32: where matrix products like their operands to begin.
    private const long Alignment = 16;

    private readonly Parameter[] _parameters;

    /// <summary>Moves the parameters of <paramref name="model"/> into flat buffers, with their values.</summary>
    /// <param name="model">The model.</param>
    /// <param name="groupOf">The group of a parameter, or null for one that is not trained and stays where it is.
    /// Without it, weight decay applies to tensors of two or more dimensions.</param>
    /// <exception cref="ArgumentException">No parameter is trained.</exception>
    public FlatParameters(nn.Module model, Func<string, Parameter, ParameterGroup?>? groupOf = null)
    {
        var grouped = model.named_parameters()
            .Select(entry =>
                (entry.name, entry.parameter,
                    Group: (groupOf ?? ParameterGroup.ByDimensions)(entry.name, entry.parameter)))
            .Where(entry => entry.Group is not null)
            .GroupBy(entry => entry.Group!) // Those without a group were left out in the line above.
            .OrderBy(group => !group.Key.Decays)
            .ThenBy(group => group.Key.RateFactor)
            .ToArray();
        var named = grouped.SelectMany(group => group).Select(entry => (entry.name, entry.parameter)).ToArray();
        if (named.Length == 0)
            throw new ArgumentException("No parameter of the model is trained; at least one must be.", nameof(model));
        _parameters = [.. named.Select(entry => entry.parameter)];
        Slots = [.. Layout(named)];
        Stretches = [.. StretchesOf(grouped.Select(group => (group.Key, group.Count())))];
        var length = Slots.Sum(slot => Aligned(slot.Length));
        var like = _parameters[0];
        Values = zeros(length, like.dtype, like.device).DetachFromDisposeScope();
        Gradients = zeros(length, like.dtype, like.device).DetachFromDisposeScope();
        foreach (var (slot, parameter) in Slots.Zip(_parameters))
            Adopt(slot, parameter);
    }

    /// <summary>Every parameter's place, group by group; those that weight decay applies to come first.</summary>
    public IReadOnlyList<ParameterSlot> Slots { get; }

    /// <summary>The values, one dimension; gaps between parameters stay 0.</summary>
    public Tensor Values { get; }

    /// <summary>The gradients, laid out as <see cref="Values"/>; backward passes add to them.</summary>
    public Tensor Gradients { get; }

    /// <summary>Where the parameters of each group lie, in the order of the buffers.</summary>
    public IReadOnlyList<ParameterStretch> Stretches { get; }

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

    private IEnumerable<ParameterStretch> StretchesOf(IEnumerable<(ParameterGroup Group, int Count)> groups)
    {
        var (slot, offset) = (0, 0L);
        foreach (var (group, count) in groups)
        {
            var length = Slots.Skip(slot).Take(count).Sum(taken => Aligned(taken.Length));
            yield return new ParameterStretch(group, offset, length);
            (slot, offset) = (slot + count, offset + length);
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
