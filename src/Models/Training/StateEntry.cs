namespace Riverrun.Models.Training;

/// <summary>One named tensor of a training state, as a stretch of the block that it lies in.</summary>
/// <param name="Name">The name under which it is stored; it tells the part (<see cref="StateNames"/>).</param>
/// <param name="Shape">Its shape; empty for a scalar.</param>
/// <param name="Offset">Elements of the block before it.</param>
public sealed record StateEntry(string Name, IReadOnlyList<long> Shape, long Offset = 0)
{
    /// <summary>Elements in it.</summary>
    public long Length => Shape.Aggregate(1L, (product, size) => product * size);
}
