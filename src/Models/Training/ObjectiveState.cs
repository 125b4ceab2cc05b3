using Riverrun.Models.Checkpoints;
using Riverrun.Models.Plans;

namespace Riverrun.Models.Training;

/// <summary>
/// The complete state of an objective by name: all that a resume needs to go on with the same bits. An objective makes
/// it once; the trainer copies, stores and fills it.
/// </summary>
/// <param name="blocks">Its memory.</param>
/// <param name="counters">Whole numbers beside the tensors.</param>
/// <param name="facts">What the state says about what it was trained on, such as the tokenizer's identity.</param>
public sealed class ObjectiveState(
    IReadOnlyList<StateBlock> blocks,
    IReadOnlyList<StateCounter>? counters = null,
    IReadOnlyDictionary<string, string>? facts = null)
{
    /// <summary>Its memory.</summary>
    public IReadOnlyList<StateBlock> Blocks { get; } = blocks;

    /// <summary>Whole numbers beside the tensors.</summary>
    public IReadOnlyList<StateCounter> Counters { get; } = counters ?? [];

    /// <summary>What it was trained on; words for its manifest.</summary>
    public IReadOnlyDictionary<string, string> Facts { get; } = facts ?? new Dictionary<string, string>();

    /// <summary>Fills it with what crosses from a stored state, and sets the counters of what does not to 0.</summary>
    /// <exception cref="InvalidDataException">A tensor is missing, superfluous, or has another type or
    /// shape.</exception>
    /// <exception cref="NonFiniteStateException">What crosses holds NaN or an infinity.</exception>
    internal void Load(SafeTensorFile file, StateManifest manifest, Carry carry)
    {
        RefuseStrangers(file, carry);
        RequireCount(file, carry);
        Finiteness.Require(
            file.Tensors.Values.Where(tensor => Crosses(carry, tensor.Name)
                && StateNames.PartOf(tensor.Name) != StatePart.Memory),
            manifest.Step);

        foreach (var block in Blocks)
        {
            foreach (var entry in block.Entries.Where(entry => Crosses(carry, entry.Name)))
                block.Load(entry, Matching(file, entry, block.DType).Data.Span);
        }

        foreach (var counter in Counters)
            counter.Set(Crosses(carry, counter.Part) ? manifest.Counter(counter.Name) : 0);
    }

    private static bool Crosses(Carry carry, string name) =>
        Crosses(carry, StateNames.PartOf(name))
        && (carry.Weights is not { } weights
            || StateNames.PartOf(name) == StatePart.Memory
            || weights.Covers(StateNames.WeightOf(name)));

    private static bool Crosses(Carry carry, StatePart part) => part switch
    {
        StatePart.Moments => carry.Moments,
        StatePart.Memory => carry.Memory ?? carry.Moments,
        StatePart.Position => carry.DataPosition,
        _ => true,
    };

    private static SafeTensor Matching(SafeTensorFile file, StateEntry entry, string dtype)
    {
        if (!file.Tensors.TryGetValue(entry.Name, out var tensor))
            throw new InvalidDataException($"The training state has no tensor '{entry.Name}'; the model needs it.");
        return tensor.DType == dtype && tensor.Shape.SequenceEqual(entry.Shape)
            ? tensor
            : throw new InvalidDataException(
                $"Tensor '{entry.Name}' is {tensor.DType} [{string.Join(", ", tensor.Shape)}] in the training state; "
                + $"the model needs {dtype} [{string.Join(", ", entry.Shape)}].");
    }

    private void RequireCount(SafeTensorFile file, Carry carry)
    {
        if (carry.Weights is not { } weights)
            return;

        var (stored, own) =
            (Covered(file.Tensors.Keys),
                Covered(Blocks.SelectMany(block => block.Entries).Select(entry => entry.Name)));
        if (stored != weights.Count || own != weights.Count)
            throw new InvalidDataException(
                $"{stored} weights of the training state and {own} of the model are named {weights.Pattern}; "
                + $"{weights.Count} of each were expected.");

        int Covered(IEnumerable<string> names) =>
            names.Count(name => StateNames.IsWeight(name) && weights.Covers(name));
    }

    private void RefuseStrangers(SafeTensorFile file, Carry carry)
    {
        var known = Blocks.SelectMany(block => block.Entries).Select(entry => entry.Name)
            .ToHashSet(StringComparer.Ordinal);
        if (file.Tensors.Keys.Where(name => StateNames.IsWeight(name) && Crosses(carry, name))
            .Order(StringComparer.Ordinal)
            .FirstOrDefault(name => !known.Contains(name)) is { } stranger)
            throw new InvalidDataException($"The training state has a tensor '{stranger}' that the model lacks.");
    }
}
