using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

namespace Riverrun.Models.Plans;

/// <summary>How often the training state is stored between the ends of stages, where it always is.</summary>
/// <param name="EverySteps">Steps between checkpoints; 0 for none but those at the stages' ends.</param>
/// <param name="KeepRecent">How many of these a branch keeps when <c>gc</c> runs; the stages' ends are always
/// kept.</param>
public sealed record CheckpointConfig(
    [Range(0, double.PositiveInfinity), DefaultValue(0L), SpecKey(Unit = "steps")] long EverySteps,
    [Range(1, int.MaxValue), SpecKey(Unit = "checkpoints")] int KeepRecent = 2);
