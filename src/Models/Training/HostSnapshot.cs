using Riverrun.Models.Checkpoints;

namespace Riverrun.Models.Training;

/// <summary>Host memory for one copy of a training state, kept from capture to capture.</summary>
internal sealed class HostSnapshot : IDisposable
{
    private readonly StateBlock.BlockCopy[] _copies;

    /// <summary>Memory for <paramref name="state"/>.</summary>
    public HostSnapshot(ObjectiveState state)
    {
        _copies = [.. state.Blocks.Select(block => block.NewCopy())];
        Tensors = [.. _copies.SelectMany(copy => copy.Tensors)];
    }

    /// <summary>The copied tensors.</summary>
    public IReadOnlyList<SafeTensor> Tensors { get; }

    /// <summary>Copies the state as it is now.</summary>
    public void Take()
    {
        foreach (var copy in _copies)
            copy.Take();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var copy in _copies)
            copy.Dispose();
    }
}
