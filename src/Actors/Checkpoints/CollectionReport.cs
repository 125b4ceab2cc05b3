using Riverrun.Models.Checkpoints;

namespace Riverrun.Actors.Checkpoints;

/// <summary>What <c>gc</c> keeps and deletes.</summary>
/// <param name="Kept">Each with the reason for which it is kept.</param>
/// <param name="Deleted">What nothing can reach (would be deleted, on a dry run).</param>
/// <param name="DryRun">Whether nothing was deleted in fact.</param>
public sealed record CollectionReport(
    IReadOnlyList<CollectedCheckpoint> Kept, IReadOnlyList<CollectedCheckpoint> Deleted, bool DryRun);

/// <summary>One blob and why it stays or goes.</summary>
public sealed record CollectedCheckpoint(CheckpointDigest Digest, long Bytes, string Reason);
