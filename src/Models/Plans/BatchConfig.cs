using System.ComponentModel.DataAnnotations;

namespace Riverrun.Models.Plans;

/// <summary>How many windows one optimizer step reads.</summary>
/// <param name="Size">Windows (or samples) per micro-batch, at least 1.</param>
/// <param name="AccumulationSteps">Micro-batches whose gradients are summed into one optimizer step, at least
/// 1.</param>
public sealed record BatchConfig(
    [Range(1, int.MaxValue), SpecKey(Path = "batch", Unit = "windows")] int Size,
    [Range(1, int.MaxValue), SpecKey(Unit = "micro-batches")] int AccumulationSteps = 1);
