using Riverrun.Models.Checkpoints;
using Riverrun.Models.Plans;

namespace Riverrun.Models.Training.Births;

/// <summary>What a transfer is given.</summary>
/// <param name="Transfer">What the spec asks for.</param>
/// <param name="Stored">The weights of the checkpoint, by name; no moments, no memory.</param>
/// <param name="Workload">What the branch trains that is born of them.</param>
/// <param name="Seed">The run's seed, for what is drawn.</param>
public sealed record TransferSetup(
    TransferConfig Transfer, IReadOnlyDictionary<string, SafeTensor> Stored, Workload Workload, long Seed);
