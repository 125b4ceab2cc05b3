using System.Text.Json.Serialization;
using Riverrun.Models.Checkpoints;

namespace Riverrun.Actors.Clustering;

/// <summary>
/// How a worker finds a coordinator that answers, and that sees the checkpoints which the worker stores.
/// </summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "type")]
[JsonDerivedType(typeof(Knock), "knock")]
[JsonDerivedType(typeof(Open), "open")]
[JsonDerivedType(typeof(Elsewhere), "elsewhere")]
[JsonDerivedType(typeof(Closed), "closed")]
internal abstract record LinkMessage
{
    private LinkMessage() { }

    /// <summary>Is anybody there?</summary>
    /// <param name="Probe">A blob that the worker has stored, for the coordinator to find; null once it has found
    /// one.</param>
    public sealed record Knock(CheckpointDigest? Probe = null) : LinkMessage;

    /// <summary>A coordinator is, and it has found the probe.</summary>
    public sealed record Open : LinkMessage;

    /// <summary>
    /// A coordinator is, and it does not find the probe: it stores checkpoints in another place than the worker.
    /// </summary>
    public sealed record Elsewhere : LinkMessage;

    /// <summary>
    /// A coordinator is, but it leaves, or is no member of the cluster: the worker turns to another one.
    /// </summary>
    public sealed record Closed : LinkMessage;
}
