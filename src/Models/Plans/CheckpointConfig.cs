namespace Riverrun.Models.Plans;

/// <summary>How often the training state is stored between the ends of stages, where it always is.</summary>
/// <param name="EverySteps">Steps between checkpoints; 0 for none but those at the stages' ends.</param>
/// <param name="KeepRecent">How many of these a branch keeps when <c>gc</c> runs; the stages' ends are always kept.</param>
public sealed record CheckpointConfig(long EverySteps, int KeepRecent = 2);
