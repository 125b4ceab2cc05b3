using System.Buffers;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using static TorchSharp.torch;

namespace Riverrun.Models.Native;

/// <summary>
/// The bytes of a contiguous tensor in host memory, without a copy. Valid while the tensor's storage lives.
/// </summary>
internal sealed unsafe class TensorMemory : MemoryManager<byte>
{
    private readonly byte* _start;
    private readonly int _length;

    /// <summary>The bytes of <paramref name="tensor"/>, at most 2 GiB.</summary>
    public TensorMemory(Tensor tensor)
    {
        var bytes = tensor.bytes;
        _start = (byte*)Unsafe.AsPointer(ref MemoryMarshal.GetReference(bytes));
        _length = bytes.Length;
    }

    /// <inheritdoc/>
    public override Span<byte> GetSpan() => new(_start, _length);

    /// <inheritdoc/>
    public override MemoryHandle Pin(int elementIndex = 0) => new(_start + elementIndex);

    /// <inheritdoc/>
    public override void Unpin()
    {
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
    }
}
