namespace Riverrun.Models.Checkpoints;

/// <summary>A blob as its store lists it.</summary>
/// <param name="Digest">Its name.</param>
/// <param name="Bytes">Its size.</param>
/// <param name="StoredAt">When it was last stored, by the store's clock: storing the same bytes again counts.</param>
public readonly record struct StoredBlob(CheckpointDigest Digest, long Bytes, DateTimeOffset StoredAt);
