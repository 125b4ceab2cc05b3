using Riverrun.Models.Checkpoints;
using Riverrun.Models.Native;
using TorchSharp;
using static TorchSharp.torch;

namespace Riverrun.Models.Training;

/// <summary>A block of a training state whose memory is a tensor on any device.</summary>
internal sealed class TensorBlock(Tensor live, IReadOnlyList<StateEntry> entries)
    : StateBlock(DTypeOf(live.dtype), entries)
{
    /// <inheritdoc/>
    internal override BlockCopy NewCopy() => new Copy(live, Entries, DType);

    /// <inheritdoc/>
    internal override void Load(StateEntry entry, ReadOnlySpan<byte> bytes)
    {
        using var frozen = no_grad();
        using var scope = NewDisposeScope();
        var host = empty(entry.Length, live.dtype, CPU);
        bytes.CopyTo(host.bytes);
        var target = entry.Length == live.numel() ? live : live.narrow(0, entry.Offset, entry.Length);
        target.copy_(host.view(target.shape));
    }

    private static string DTypeOf(ScalarType type) => type switch
    {
        ScalarType.Float32 => "F32",
        ScalarType.Float64 => "F64",
        ScalarType.Float16 => "F16",
        ScalarType.BFloat16 => "BF16",
        ScalarType.Int64 => "I64",
        ScalarType.Int32 => "I32",
        ScalarType.Int16 => "I16",
        ScalarType.Int8 => "I8",
        ScalarType.Byte => "U8",
        ScalarType.Bool => "BOOL",
        _ => throw new ArgumentException($"A tensor of {type} cannot be stored."),
    };

    private sealed class Copy : BlockCopy
    {
        private readonly Tensor _live;
        private readonly Tensor _host;

        public Copy(Tensor live, IReadOnlyList<StateEntry> entries, string dtype)
        {
            using var scope = NewDisposeScope();
            var host = empty(live.shape, live.dtype, CPU);
            (_live, _host) =
                (live, (live.device_type == DeviceType.CUDA ? host.pin_memory() : host).DetachFromDisposeScope());
            var flat = _host.view(-1);
            Tensors = [.. entries.Select(entry => new SafeTensor(
                entry.Name, dtype, entry.Shape, new TensorMemory(flat.narrow(0, entry.Offset, entry.Length)).Memory))];
        }

        public override IReadOnlyList<SafeTensor> Tensors { get; }

        public override void Take()
        {
            using var frozen = no_grad();
            using var scope = NewDisposeScope();
            _host.copy_(_live);
        }

        public override void Dispose() => _host.Dispose();
    }
}
