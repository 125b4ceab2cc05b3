using System.ComponentModel.DataAnnotations;

namespace Riverrun.Models.Plans;

/// <summary>
/// What a run asks of the placement of its branches; decides when and where it trains, never its bits.
/// </summary>
/// <param name="Priority">A branch of a greater priority is served first, and takes a device over at a slice's edge; 0
/// unless said.</param>
/// <param name="MemoryBytes">Memory that a device must have at least.</param>
public sealed record SchedulingConfig(
    [Range(-1000, 1000)] int Priority = 0,
    [Range(0, 1L << 50), SpecKey(Path = "memory", Unit = SpecKeyAttribute.Bytes)] long MemoryBytes = 0)
{
    /// <summary>No wishes.</summary>
    public static SchedulingConfig Default { get; } = new();
}
