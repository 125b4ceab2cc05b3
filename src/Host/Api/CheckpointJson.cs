using System.Text.Json.Serialization;
using Riverrun.Models.Checkpoints;

namespace Riverrun.Host.Api;

/// <summary>The documents of <c>/checkpoints</c>.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(StoredCheckpointsBody))]
internal sealed partial class CheckpointJson : JsonSerializerContext;

/// <summary>All checkpoints that are stored.</summary>
internal sealed record StoredCheckpointsBody(IReadOnlyList<StoredCheckpointBody> Checkpoints);

/// <summary>A checkpoint that is stored.</summary>
/// <param name="Digest">Its name.</param>
/// <param name="Bytes">Its size.</param>
/// <param name="StoredAt">When it was last stored; null from a coordinator that does not say.</param>
internal sealed record StoredCheckpointBody(CheckpointDigest Digest, long Bytes, DateTimeOffset? StoredAt = null);
