using System.Text.Json.Serialization;

namespace Riverrun.Actors.EventSourcing;

/// <summary>The answer to a command; an acceptance is given only after what it promises is stored.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "type")]
[JsonDerivedType(typeof(Accepted), "accepted")]
[JsonDerivedType(typeof(Rejected), "rejected")]
public abstract record Reply
{
    private Reply() { }

    /// <summary>It is stored, or had been already.</summary>
    public sealed record Accepted : Reply;

    /// <summary>It may not be carried out.</summary>
    /// <param name="Reason">A sentence for the person who asked: what is wrong, with the value, and what would be
    /// right.</param>
    public sealed record Rejected(string Reason) : Reply;
}
