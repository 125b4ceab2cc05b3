using Riverrun.Models.Checkpoints;

namespace Riverrun.Actors.Checkpoints;

/// <summary>What <c>gc</c> keeps and deletes.</summary>
/// <param name="Kept">Each with the reason for which it is kept.</param>
/// <param name="Deleted">What nothing can reach (would be deleted, on a dry run).</param>
/// <param name="DryRun">Whether nothing was deleted in fact.</param>
public sealed record CollectionReport(
    IReadOnlyList<CollectedCheckpoint> Kept, IReadOnlyList<CollectedCheckpoint> Deleted, bool DryRun);

/// <summary>One blob and why it stays or goes.</summary>
/// <param name="Digest">Its name.</param>
/// <param name="Bytes">Its size.</param>
/// <param name="Reason">Why it stays or goes, as a sentence.</param>
/// <param name="Run">A run that stored it; null where none names it.</param>
/// <param name="Branch">Which of its branches.</param>
/// <param name="Step">After how many steps of ancestry.</param>
public sealed record CollectedCheckpoint(
    CheckpointDigest Digest, long Bytes, string Reason, string? Run = null, string? Branch = null, long? Step = null);
