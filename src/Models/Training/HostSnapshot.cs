using Riverrun.Models.Checkpoints;
using TorchSharp;
using static TorchSharp.torch;

namespace Riverrun.Models.Training;

/// <summary>Host memory for one copy of a training state, kept from capture to capture.</summary>
internal sealed class HostSnapshot : IDisposable
{
    private readonly StateTensors _state;
    private readonly Tensor[] _buffers;

    /// <summary>Memory for <paramref name="state"/>.</summary>
    public HostSnapshot(StateTensors state)
    {
        _state = state;
        _buffers = [.. state.Buffers.Select(Kept)];
        Tensors = state.Over(_buffers);
    }

    /// <summary>The copied tensors.</summary>
    public IReadOnlyList<SafeTensor> Tensors { get; }

    /// <summary>Copies the state as it is now.</summary>
    public void Take()
    {
        using var frozen = no_grad();
        using var scope = NewDisposeScope();
        foreach (var (buffer, live) in _buffers.Zip(_state.Buffers))
            buffer.copy_(live);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var buffer in _buffers)
            buffer.Dispose();
    }

    private static Tensor Kept(Tensor live)
    {
        using var scope = NewDisposeScope();
        var buffer = empty(live.shape, live.dtype, CPU);
        return (live.device_type == DeviceType.CUDA ? buffer.pin_memory() : buffer).DetachFromDisposeScope();
    }
}
