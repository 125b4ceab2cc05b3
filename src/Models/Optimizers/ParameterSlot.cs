using static TorchSharp.torch;

namespace Riverrun.Models.Optimizers;

/// <summary>Where one parameter lies in the flat buffers.</summary>
/// <param name="Name">Its published name.</param>
/// <param name="Shape">Its shape.</param>
/// <param name="Offset">Elements before it.</param>
/// <param name="Length">Elements in it.</param>
public sealed record ParameterSlot(string Name, IReadOnlyList<long> Shape, long Offset, long Length)
{
    /// <summary>The parameter's elements in <paramref name="flat"/>, as a view of one dimension.</summary>
    public Tensor In(Tensor flat) => flat.narrow(0, Offset, Length);
}
