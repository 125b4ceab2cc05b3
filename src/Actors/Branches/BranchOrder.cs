using Riverrun.Models.Checkpoints;
using Riverrun.Models.Plans;

namespace Riverrun.Actors.Branches;

/// <summary>
/// All a branch needs to know of its run: what should be, not what to do next.
/// The same order may come any number of times.
/// </summary>
/// <param name="Plan">Where it starts and the stages it walks through.</param>
/// <param name="Start">The checkpoint it starts from, of a merge the last one; null for a fresh start.</param>
/// <param name="Seed">The run's seed.</param>
/// <param name="Workload">What it trains.</param>
/// <param name="Checkpoints">How often it stores its state.</param>
/// <param name="Device">What may train it.</param>
/// <param name="Wish">Whether it should train, pause or stop for good.</param>
/// <param name="Attempt">How often a person has told the run to go on; a failed branch tries again when it
/// grows.</param>
/// <param name="Scheduling">What it asks of the placement; null for no wishes.</param>
/// <param name="Sources">The checkpoints whose weights are added up where it starts as their merge; null for any other
/// start.</param>
public sealed record BranchOrder(
    BranchPlan Plan,
    CheckpointDigest? Start,
    long Seed,
    Workload Workload,
    CheckpointConfig Checkpoints,
    DeviceConfig Device,
    Wish Wish,
    int Attempt,
    SchedulingConfig? Scheduling = null,
    IReadOnlyList<CheckpointDigest>? Sources = null);
