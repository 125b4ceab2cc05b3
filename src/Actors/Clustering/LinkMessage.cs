using System.Text.Json.Serialization;

namespace Riverrun.Actors.Clustering;

/// <summary>How a worker finds a coordinator that answers.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "type")]
[JsonDerivedType(typeof(Knock), "knock")]
[JsonDerivedType(typeof(Open), "open")]
public abstract record LinkMessage
{
    private LinkMessage() { }

    /// <summary>Is anybody there?</summary>
    public sealed record Knock : LinkMessage;

    /// <summary>A coordinator is.</summary>
    public sealed record Open : LinkMessage;
}
