using System.Runtime.InteropServices;
using Riverrun.Models.Checkpoints;
using Riverrun.Models.Optimizers;
using static TorchSharp.torch;

namespace Riverrun.Models.Training;

/// <summary>
/// Memory of a training state that is copied in one go, and the named tensors in it. What it stands for is changed in
/// place and never replaced by another tensor or array: the block keeps looking at the one it was made of.
/// </summary>
public abstract class StateBlock
{
    private protected StateBlock(string dtype, IReadOnlyList<StateEntry> entries) =>
        (DType, Entries) = (dtype, entries);

    /// <summary>The element type, as safetensors names it.</summary>
    public string DType { get; }

    /// <summary>The tensors in it.</summary>
    public IReadOnlyList<StateEntry> Entries { get; }

    /// <summary>Bytes of all entries together.</summary>
    public long Bytes => Entries.Sum(entry => entry.Length) * SafeTensor.ElementBytes(DType);

    /// <summary>Several tensors in one buffer, such as all parameters of a model.</summary>
    /// <param name="flat">The buffer, one dimension.</param>
    /// <param name="entries">Where each lies.</param>
    public static StateBlock Of(Tensor flat, IReadOnlyList<StateEntry> entries) => new TensorBlock(flat, entries);

    /// <summary>All parameters of a model.</summary>
    /// <param name="parameters">The parameters.</param>
    /// <param name="prefix">What stands before their names.</param>
    public static StateBlock Of(FlatParameters parameters, string prefix = "") =>
        Like(parameters, parameters.Values, prefix);

    /// <summary>What is laid out as the parameters of a model are, such as moments and averages.</summary>
    /// <param name="parameters">The parameters.</param>
    /// <param name="flat">The buffer.</param>
    /// <param name="prefix">What stands before their names.</param>
    public static StateBlock Like(FlatParameters parameters, Tensor flat, string prefix) =>
        Of(flat, [.. parameters.Slots.Select(slot => new StateEntry(prefix + slot.Name, slot.Shape, slot.Offset))]);

    /// <summary>One tensor of any type and shape.</summary>
    /// <param name="name">The name under which it is stored.</param>
    /// <param name="tensor">The tensor.</param>
    public static StateBlock Of(string name, Tensor tensor) =>
        new TensorBlock(tensor, [new StateEntry(name, tensor.shape)]);

    /// <summary>An array in host memory: no libtorch is needed for it.</summary>
    /// <typeparam name="T">double, float, long, int, byte or sbyte.</typeparam>
    /// <param name="name">The name under which it is stored.</param>
    /// <param name="elements">The array, row by row.</param>
    /// <param name="shape">Its shape; one dimension unless said.</param>
    public static StateBlock Of<T>(string name, T[] elements, params IReadOnlyList<long> shape)
        where T : unmanaged =>
        new ArrayBlock<T>(elements, new StateEntry(name, shape.Count == 0 ? [elements.Length] : shape));

    /// <summary>Host memory for one copy of it.</summary>
    internal abstract BlockCopy NewCopy();

    /// <summary>Fills one entry from the bytes that were stored.</summary>
    internal abstract void Load(StateEntry entry, ReadOnlySpan<byte> bytes);

    /// <summary>A host copy of one block, kept from capture to capture.</summary>
    internal abstract class BlockCopy : IDisposable
    {
        /// <summary>The copied tensors, over memory that <see cref="Take"/> overwrites.</summary>
        public abstract IReadOnlyList<SafeTensor> Tensors { get; }

        /// <summary>Copies the block as it is now.</summary>
        public abstract void Take();

        /// <inheritdoc/>
        public abstract void Dispose();
    }

    private sealed class ArrayBlock<T>(T[] live, StateEntry entry) : StateBlock(DTypeOf(), [entry])
        where T : unmanaged
    {
        internal override BlockCopy NewCopy() => new Copy(live, entry, DType);

        internal override void Load(StateEntry entry, ReadOnlySpan<byte> bytes) =>
            bytes.CopyTo(MemoryMarshal.AsBytes(live.AsSpan()));

        private static string DTypeOf() => default(T) switch
        {
            double => "F64",
            float => "F32",
            long => "I64",
            int => "I32",
            byte => "U8",
            sbyte => "I8",
            _ => throw new ArgumentException($"An array of {typeof(T).Name} cannot be stored."),
        };

        private sealed class Copy(T[] live, StateEntry entry, string dtype) : BlockCopy
        {
            private readonly byte[] _bytes = new byte[MemoryMarshal.AsBytes(live.AsSpan()).Length];

            public override IReadOnlyList<SafeTensor> Tensors =>
                [new SafeTensor(entry.Name, dtype, entry.Shape, _bytes)];

            public override void Take() => MemoryMarshal.AsBytes(live.AsSpan()).CopyTo(_bytes);

            public override void Dispose()
            {
            }
        }
    }
}
